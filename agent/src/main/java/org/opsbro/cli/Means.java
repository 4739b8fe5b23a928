package org.opsbro.cli;

import java.time.Clock;
import java.util.function.Supplier;

/**
 * What commands need and the command line does not have itself.
 *
 * @param starter becomes the agent
 * @param temporary starts an agent inside this process for one command
 * @param packs reads a pack, or all packs of a folder
 * @param configuration reads the agent.yml of a folder
 * @param plans plans compliance without an agent
 * @param clock the time, and the zone that people here live in; asked for late, because a zone takes time to load
 */
public record Means(
        Starter starter,
        TemporaryAgent temporary,
        Linter packs,
        Linter configuration,
        LocalPlanner plans,
        Supplier<Clock> clock) {}
