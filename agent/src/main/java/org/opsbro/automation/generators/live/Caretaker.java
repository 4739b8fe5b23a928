package org.opsbro.automation.generators.live;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.opsbro.automation.generators.Generator;
import org.opsbro.automation.generators.GeneratorScope;
import org.opsbro.automation.generators.Proposal;
import org.opsbro.automation.generators.Proposer;
import org.opsbro.automation.generators.live.Writer.Written;
import org.opsbro.host.Sum;
import org.opsbro.model.GeneratorState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at one file and puts it right. */
final class Caretaker {
    private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);
    /** A content that was refused by its program is offered again after this, though nothing changed: the reason may lie elsewhere. */
    private static final Duration REFUSED_FOR = Duration.ofMinutes(1);

    private static final Duration ROLLED_BACK_FOR = Duration.ofMinutes(10);
    private static final int MOST_ROUNDS = 3;

    private final Writer writer;
    private final boolean hands;
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    /** A content that is not to be written now, and why. */
    private record Held(String content, String why, Instant until) {}

    /** @param hands whether files are written; without them every generator only audits */
    Caretaker(Writer writer, boolean hands) {
        this.writer = writer;
        this.hands = hands;
    }

    /** @param forced whether a person asked for it, with whatever guards would say */
    Finding look(Watched watched, GeneratorScope scope, Instant at, boolean forced) {
        for (var round = 0; round < MOST_ROUNDS; round++) {
            var found = found(watched.generator(), Proposer.of(watched.generator(), watched.page(), scope, forced), at);
            if (found.isPresent()) return found.get();
        }
        return Finding.of(GeneratorState.ERROR, "somebody else writes the file all the time");
    }

    /** Empty if somebody else was quicker. */
    private Optional<Finding> found(Generator generator, Proposal proposal, Instant at) {
        return switch (proposal) {
            case Proposal.NotEligible not -> Optional.of(Finding.of(GeneratorState.NOT_ELIGIBLE, not.why()));
            case Proposal.Unclear unclear -> Optional.of(Finding.of(GeneratorState.UNKNOWN, unclear.why()));
            case Proposal.Refused refused -> Optional.of(Finding.of(GeneratorState.ERROR, refused.why()));
            case Proposal.Right right -> Optional.of(Finding.right());
            case Proposal.Replacement wanted -> {
                if (!generator.ways().audit() && hands) yield replaced(generator, wanted, at);
                yield Optional.of(Finding.of(
                        GeneratorState.NON_COMPLIANT, "the file differs, and is only audited", wanted.diff()));
            }
        };
    }

    private Optional<Finding> replaced(Generator generator, Proposal.Replacement wanted, Instant at) {
        var content = Sum.SHA256.of(wanted.content());
        var hold = held.get(generator.id());
        if (hold != null && hold.content().equals(content) && at.isBefore(hold.until()))
            return Optional.of(Finding.of(GeneratorState.ERROR, hold.why(), wanted.diff()));
        return switch (writer.write(generator, wanted, at)) {
            case Written.Overtaken overtaken -> Optional.empty();
            case Written.Refused refused -> {
                held.put(generator.id(), new Held(content, refused.why(), at.plus(REFUSED_FOR)));
                yield Optional.of(Finding.of(GeneratorState.ERROR, refused.why(), wanted.diff()));
            }
            case Written.Done done -> {
                held.remove(generator.id());
                LOG.info("generators: file written name={} path={}", generator.id(), generator.path());
                yield Optional.of(
                        new Finding(GeneratorState.FIXED, "the file was written", Optional.of(wanted.diff()), true));
            }
        };
    }

    /** Its command failed with this content, and the former file is back. */
    void rolledBack(String who, String content, String why, Instant at) {
        held.put(who, new Held(content, why, at.plus(ROLLED_BACK_FOR)));
    }

    /** A person wants it tried again. */
    void release(String who) {
        held.remove(who);
    }
}
