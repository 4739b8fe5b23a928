package org.opsbro.automation.generators.live;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.opsbro.automation.generators.Generator;
import org.opsbro.automation.generators.Proposal.Replacement;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.Files.Draft;
import org.opsbro.host.Files.FileFacts;
import org.opsbro.host.Files.Rights;
import org.opsbro.host.Host;
import org.opsbro.host.HostException;
import org.opsbro.host.Sum;
import org.opsbro.model.Value;
import org.opsbro.store.Debts;

/** Puts a new file in the place of the old one, and owes its command before it does. */
final class Writer {
    private static final Duration LOOKING = Duration.ofSeconds(30);
    private static final int SHOWN = 400;
    private static final int OWNER_ONLY = 0600;
    private static final int FOLDER_MODE = 0700;
    private static final int BACKUPS = 10;

    private final Host host;
    private final Debts debts;
    private final String data;

    /** @param data the folder of the agent, for backups */
    Writer(Host host, Debts debts, String data) {
        this.host = host;
        this.debts = debts;
        this.data = data;
    }

    /** How it went. */
    sealed interface Written {
        /** It is in its place, and its command is owed if it has one. */
        record Done() implements Written {}

        /** The old file is as it was. */
        record Refused(String why) implements Written {}

        /** Somebody else wrote the file since it was compared: compare again. */
        record Overtaken() implements Written {}
    }

    Written write(Generator generator, Replacement wanted, Instant now) {
        try (var draft = host.files().draft(generator.path(), wanted.content(), wanted.rights())) {
            var refusal = refusal(generator, draft);
            if (refusal.isPresent()) return new Written.Refused(refusal.get());
            if (!host.files().facts(generator.path()).equals(wanted.seen())) return new Written.Overtaken();
            if (generator.ways().backup()) backup(generator.path(), wanted, now);
            publish(generator, wanted, draft, now);
            return new Written.Done();
        } catch (HostException failed) {
            return new Written.Refused(String.valueOf(failed.getMessage()));
        } catch (IOException failed) {
            return new Written.Refused("what is owed cannot be kept: " + failed.getMessage());
        }
    }

    /** Why the program that looks at the new file does not take it. */
    private Optional<String> refusal(Generator generator, Draft draft) {
        return generator.guards().validate().flatMap(validate -> {
            var outcome = host.commands().run(validate.about(draft.path(), LOOKING));
            if (outcome instanceof Outcome.Exited exited && exited.code() == 0) return Optional.empty();
            return Optional.of("validate: " + validate.text() + " "
                    + told(outcome, generator.ways().secret()).replace(draft.path(), generator.path()));
        });
    }

    /** How a command ended, with the end of what it said. */
    static String told(Outcome outcome, boolean secret) {
        var how = switch (outcome) {
            case Outcome.Exited exited -> "exited " + exited.code();
            case Outcome.Signalled signalled -> "was ended by the signal " + signalled.signal();
            case Outcome.TimedOut late -> "took more than " + late.limit().toSeconds() + " s and was ended";
            case Outcome.Stopped stopped -> "was stopped with the agent";
            case Outcome.NotStarted not -> not.reason();
        };
        var said = Stream.of(outcome.errors(), outcome.output())
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        if (said.isEmpty()) return how;
        if (secret) return how + "; what it said is not shown, the file is secret";
        return how + ": " + (said.length() <= SHOWN ? said : "..." + said.substring(said.length() - SHOWN));
    }

    private void publish(Generator generator, Replacement wanted, Draft draft, Instant now) throws IOException {
        if (generator.command().isEmpty()) {
            draft.publish();
            return;
        }
        // the debt before the rename: a crash in between reloads once too often, never once too seldom
        var owed = debts.add(generator.command().get().toValue(), generator.id(), note(generator, wanted, now), now);
        try {
            draft.publish();
        } catch (HostException failed) {
            debts.takeBack(owed);
            throw failed;
        }
    }

    /** What whoever pays must know, also after a restart. */
    private Value.Fields note(Generator generator, Replacement wanted, Instant now) {
        var note = Value.object()
                .with("at", now.toString())
                .with("path", generator.path())
                .with("debounce_ms", generator.ways().debounce().toMillis())
                .with("timeout_ms", generator.ways().patience().toMillis())
                .with("secret", generator.ways().secret())
                .with("content", Sum.SHA256.of(wanted.content()));
        if (generator.ways().rollback()) note.with("former", former(generator, wanted));
        return note.end();
    }

    /** Keeps the former file for a rollback; one that is kept already, because its command has not run yet, is the one that worked. */
    private Value former(Generator generator, Replacement wanted) {
        var known = debts.of(generator.id()).stream()
                .map(debt -> debt.by()
                        .getOrDefault(generator.id(), Value.Fields.EMPTY)
                        .get("former"))
                .filter(Value.Fields.class::isInstance)
                .findFirst();
        if (known.isPresent()) return known.get();
        if (wanted.seen().isEmpty() || wanted.before().isEmpty())
            return Value.object().with("file", "").end();
        var file = data + "/generators/" + generator.id().replace('/', '+') + ".former";
        keep(file, wanted.before().get());
        return rights(wanted.seen().get(), file);
    }

    private static Value rights(FileFacts facts, String file) {
        return Value.object()
                .with("file", file)
                .with("uid", facts.uid())
                .with("gid", facts.gid())
                .with("mode", facts.mode())
                .end();
    }

    /** The former file in the data folder, readable by its owner only: of each file the last ten. */
    private void backup(String path, Replacement wanted, Instant now) {
        if (wanted.before().isEmpty()) return;
        var base = data + "/backups" + path;
        host.files().makeFolder(data + "/backups", FOLDER_MODE);
        keep(
                base + "." + now.toString().replace(":", "") + ".bak",
                wanted.before().get());
        var folder = base.substring(0, base.lastIndexOf('/'));
        var name = base.substring(base.lastIndexOf('/') + 1);
        var all = host.files().names(folder).stream()
                .filter(each -> each.startsWith(name + ".") && each.endsWith("Z.bak"))
                .toList();
        all.subList(0, Math.max(0, all.size() - BACKUPS))
                .forEach(old -> host.files().remove(folder + "/" + old));
    }

    private void keep(String file, byte[] content) {
        host.files().makeFolder(file.substring(0, file.lastIndexOf('/')), FOLDER_MODE);
        host.files().replace(file, content, OWNER_ONLY);
    }

    /** Puts the former file of a note back; false if none was kept. */
    boolean restore(Value.Fields note) {
        if (!(note.get("former") instanceof Value.Fields former)) return false;
        var path = note.get("path").display();
        var file = former.get("file").display();
        if (file.isEmpty()) {
            host.files().remove(path);
            return true;
        }
        var content = host.files().bytes(file);
        if (content.isEmpty()) return false;
        var rights = new Rights(
                number(former, "uid"),
                number(former, "gid"),
                OptionalInt.of((int) number(former, "mode").orElse(OWNER_ONLY)),
                OWNER_ONLY);
        try (var draft = host.files().draft(path, content.get(), rights)) {
            draft.publish();
        }
        return true;
    }

    private static OptionalLong number(Value.Fields fields, String key) {
        return fields.get(key) instanceof Value.Int number ? OptionalLong.of(number.number()) : OptionalLong.empty();
    }

    /** The command has run with the new file: nobody goes back behind it. */
    void forgetFormer(Value.Fields note) {
        if (note.get("former") instanceof Value.Fields former
                && !former.get("file").display().isEmpty())
            host.files().remove(former.get("file").display());
    }
}
