package org.opsbro.cli;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code agent start} was told; what is absent comes from the environment, then from the configuration.
 *
 * @param oneShot take each turn once, then stop
 * @param autoDetect look for other agents in the local networks, and join them
 * @param listen the address for HTTP over TCP
 */
public record StartOptions(
        boolean oneShot,
        boolean autoDetect,
        Optional<Path> configFolder,
        Optional<Path> dataFolder,
        Optional<Path> logFolder,
        Optional<Integer> port,
        Optional<String> listen) {}
