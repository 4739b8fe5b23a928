package org.opsbro.agent;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How an agent is started.
 *
 * @param packs where the packs that come with the program lie: folders core and global
 * @param port of HTTP over TCP, instead of the configured one
 * @param listen address of HTTP over TCP, instead of the configured one
 * @param onlyLocal no TCP: for one command
 */
public record Options(
        Folders folders,
        Path packs,
        Optional<Integer> port,
        Optional<String> listen,
        boolean onlyLocal,
        String version) {}
