package org.opsbro.agent;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How an agent is started.
 *
 * @param packs where the packs that come with the program lie: folders core and global
 * @param port of HTTP over TCP, instead of the configured one
 * @param listen address of HTTP over TCP, instead of the configured one
 * @param onlyLocal no network: for one command
 * @param hands whether it may change the machine: not one that is there for the answer to one command
 * @param autoDetect whether other agents are looked for in the local networks
 */
public record Options(
        Folders folders,
        Path packs,
        Optional<Integer> port,
        Optional<String> listen,
        boolean onlyLocal,
        boolean hands,
        boolean autoDetect,
        String version) {}
