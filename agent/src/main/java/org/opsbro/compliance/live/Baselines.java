package org.opsbro.compliance.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.opsbro.compliance.Baseline;
import org.opsbro.compliance.Compliances;
import org.opsbro.compliance.Finding;
import org.opsbro.compliance.Findings;
import org.opsbro.host.HostException;
import org.opsbro.host.Sum;
import org.opsbro.model.Json;
import org.opsbro.store.AtomicFile;
import org.opsbro.store.PrivateFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The baselines of rules, a file each, named by the rule and by the sum of what is in it; the notebook has that name for each rule. So one that is lost, cut
 * off or changed by somebody else is told, and never taken anew by itself. For any thread.
 */
public final class Baselines {
    private static final Logger LOG = LoggerFactory.getLogger(Baselines.class);
    private static final int LETTERS_OF_A_RULE = 16;

    private final Path folder;
    private final Notebook notebook;

    Baselines(Path data, Notebook notebook) {
        this.folder = data.resolve("baseline");
        this.notebook = notebook;
    }

    /**
     * Compares to what an agent holds, and holds nothing itself.
     *
     * @param data the folder of compliance
     */
    public static Compliances.Comparing reading(Path data) {
        var baselines = new Baselines(data, Notebook.in(data));
        return (compliance, rule, found) ->
                baselines.compared(ComplianceTurn.key(compliance.id(), rule.name()), found, false, Instant.EPOCH);
    }

    /**
     * What a look found, with how that compares to the baseline of the rule.
     *
     * @param takes whether subjects that were never seen before are held from now on
     */
    synchronized Findings compared(String rule, Findings found, boolean takes, Instant now) {
        if (found.seen().isEmpty()) return found;
        try {
            var known = of(rule);
            var fresh = found.seen().without(known.seen());
            if (takes && !fresh.isEmpty()) {
                keep(rule, known.with(found.seen(), now));
                LOG.info(
                        "compliance: what is there is held to be right rule={} subjects={}",
                        rule,
                        fresh.subjects().keySet());
            }
            return known.compared(found).and(first(fresh.subjects().keySet().stream(), takes));
        } catch (HostException lost) {
            return found.and(List.of(new Finding.CannotTell(String.valueOf(lost.getMessage()))));
        }
    }

    private static List<Finding> first(Stream<String> subjects, boolean takes) {
        return subjects.<Finding>map(subject -> takes
                        ? new Finding.Compliant(subject + " is held as it is from now on")
                        : new Finding.NotEligible(
                                subject + " is not held yet: the first look of an agent that stays does"))
                .toList();
    }

    /**
     * That of a rule; {@link Baseline#NONE} if it never had one.
     *
     * @throws HostException if it had one that is lost
     */
    private Baseline of(String rule) {
        var noted = notebook.of(rule).baseline();
        var names = noted.isEmpty() ? kept(rule) : List.of(noted);
        if (names.isEmpty()) return Baseline.NONE;
        var name = names.getLast();
        try {
            var text = new AtomicFile(folder.resolve(name)).read();
            if (text.isPresent() && name(rule, text.get()).equals(name))
                return Baseline.of(Json.readObject(text.get()));
        } catch (IOException | Json.NotJson | DateTimeException unreadable) {
            throw new HostException(lost(name) + ": " + unreadable.getMessage(), unreadable);
        }
        throw new HostException(lost(name));
    }

    private String lost(String name) {
        return "what was held to be right is lost, or somebody changed it: " + folder.resolve(name);
    }

    /** The names of what is kept for a rule, whose note may be lost; the latest last. */
    private List<String> kept(String rule) {
        var names = new ArrayList<Path>();
        try (var all = Files.newDirectoryStream(folder, name(rule, "").substring(0, LETTERS_OF_A_RULE) + "-*.json")) {
            all.forEach(names::add);
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException failed) {
            throw new HostException("what is held to be right in " + folder + " cannot be read", failed);
        }
        names.sort(Comparator.comparingLong(path -> path.toFile().lastModified()));
        return names.stream().map(path -> path.getFileName().toString()).toList();
    }

    private static String name(String rule, String text) {
        return Sum.SHA256.of(rule).substring(0, LETTERS_OF_A_RULE) + "-" + Sum.SHA256.of(text) + ".json";
    }

    /** The new file, the note of it, and only then the end of the old one: a kill in between leaves one of both. */
    synchronized void keep(String rule, Baseline baseline) {
        var text = Json.write(baseline.toValue()) + "\n";
        var name = name(rule, text);
        try {
            PrivateFolder.make(folder);
            new AtomicFile(folder.resolve(name)).write(text);
            notebook.put(rule, notebook.of(rule).based(name));
            notebook.write();
            for (var old : kept(rule)) if (!old.equals(name)) Files.deleteIfExists(folder.resolve(old));
        } catch (IOException failed) {
            throw new UncheckedIOException("what is held to be right cannot be kept in " + folder, failed);
        }
    }
}
