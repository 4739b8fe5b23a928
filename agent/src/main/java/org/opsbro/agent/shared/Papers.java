package org.opsbro.agent.shared;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import org.opsbro.model.Json;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.store.AtomicFile;
import org.opsbro.store.PrivateFolder;

/**
 * What is to be known of a shared store before it is opened: {@code member.json}, by which this node is one of those that have it; {@code elsewhere.json}, by
 * which others have it; {@code met.json}, how often those it met had been started. For one thread at a time.
 */
final class Papers {
    private final Path folder;
    private final AtomicFile member;
    private final AtomicFile elsewhere;
    private final AtomicFile met;

    /**
     * One start of a server: a copy of an older folder shows itself by a start that others have seen already, or one before.
     *
     * @param life when it joined, in milliseconds since 1970
     * @param start how often it was started since
     * @param mark drawn at that start
     */
    record Start(long life, long start, String mark) {
        static final Start NONE = new Start(0, 0, "");

        /** Whether this one cannot come after the other. */
        boolean isBefore(Start other) {
            if (life != other.life) return life < other.life;
            return start < other.start || (start == other.start && !mark.equals(other.mark));
        }

        Value.Fields toValue() {
            return Value.object()
                    .with("life", life)
                    .with("start", start)
                    .with("mark", mark)
                    .end();
        }

        /** {@link #NONE} of what is none. */
        static Start of(Value value) {
            return value instanceof Value.Fields fields
                    ? new Start(
                            number(fields, "life"),
                            number(fields, "start"),
                            fields.get("mark").display())
                    : NONE;
        }

        private static long number(Value.Fields fields, String key) {
            return fields.get(key) instanceof Value.Int number ? number.number() : 0;
        }
    }

    enum Stage {
        /** It begins the group, alone. */
        FOUNDING,
        MEMBER,
        /** Its folder is an older copy: what it says is not to be believed. */
        OLD
    }

    /**
     * @param group the name of the consensus
     * @param self whose folder it is: a folder may be copied to another machine
     */
    record Member(String group, NodeId self, Stage stage, Start start) {
        Member at(Stage next) {
            return new Member(group, self, next, start);
        }

        Member started(String mark) {
            return new Member(group, self, stage, new Start(start.life(), start.start() + 1, mark));
        }
    }

    /**
     * @param zone whose store it is
     * @param left whether this node was one of those that have it, and left them
     */
    record Elsewhere(String zone, boolean left) {}

    Papers(Path folder) {
        this.folder = folder;
        member = new AtomicFile(folder.resolve("member.json"));
        elsewhere = new AtomicFile(folder.resolve("elsewhere.json"));
        met = new AtomicFile(folder.resolve("met.json"));
    }

    /** Where the consensus has its log. */
    Path log() {
        return folder.resolve("raft");
    }

    Optional<Member> member() throws IOException {
        return fields(member)
                .map(each -> new Member(
                        each.get("group").display(),
                        new NodeId(each.get("node").display()),
                        Stage.valueOf(each.get("stage").display()),
                        Start.of(each.get("start"))));
    }

    void member(Member next) throws IOException {
        PrivateFolder.make(folder);
        member.write(Json.write(Value.object()
                .with("group", next.group())
                .with("node", next.self().uuid())
                .with("stage", next.stage().name())
                .with("start", next.start().toValue())
                .end()));
    }

    /** It is none any more: its log goes first, so that nobody takes what is left for a whole one. */
    void forgetMember() throws IOException {
        PrivateFolder.remove(log());
        Files.deleteIfExists(member.path());
    }

    Optional<Elsewhere> elsewhere() throws IOException {
        return fields(elsewhere)
                .map(each -> new Elsewhere(
                        each.get("zone").display(), each.get("left").equals(Value.TRUE)));
    }

    void elsewhere(Elsewhere next) throws IOException {
        PrivateFolder.make(folder);
        elsewhere.write(Json.write(Value.object()
                .with("zone", next.zone())
                .with("left", next.left())
                .end()));
    }

    void forgetElsewhere() throws IOException {
        Files.deleteIfExists(elsewhere.path());
    }

    /** How another one was started when it was last met. */
    Start met(NodeId node) throws IOException {
        return Start.of(fields(met).orElse(Value.Fields.EMPTY).get(node.uuid()));
    }

    void met(NodeId node, Start start) throws IOException {
        var all = new TreeMap<String, Value>();
        var known = fields(met).orElse(Value.Fields.EMPTY);
        for (var id : known.keys()) all.put(id, known.get(id));
        all.put(node.uuid(), start.toValue());
        var fields = Value.object();
        all.forEach(fields::with);
        PrivateFolder.make(folder);
        met.write(Json.write(fields.end()));
    }

    private static Optional<Value.Fields> fields(AtomicFile file) throws IOException {
        try {
            return file.read().map(Json::readObject);
        } catch (Json.NotJson | IllegalArgumentException broken) {
            throw new IOException(file.path() + " is damaged: " + broken.getMessage(), broken);
        }
    }
}
