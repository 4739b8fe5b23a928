package org.opsbro.detection;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opsbro.host.Accounts;
import org.opsbro.host.ByteSource;
import org.opsbro.host.Clock;
import org.opsbro.host.Commands;
import org.opsbro.host.Files;
import org.opsbro.host.Host;
import org.opsbro.host.Network;
import org.opsbro.host.Packages;
import org.opsbro.host.Services;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** A machine of a few files, where every command, address and call has the answer that is written for it. */
public record PaperHost(
        Map<String, String> texts,
        Map<List<String>, Commands.Outcome> outcomes,
        Map<String, Network.Answer> answers,
        Map<String, List<String>> devices)
        implements Host {
    public static PaperHost of(Map<String, String> files) {
        return new PaperHost(files, Map.of(), Map.of(), Map.of());
    }

    @Override
    public Files files() {
        return new Paper();
    }

    @Override
    public Commands commands() {
        return command -> {
            var outcome = outcomes.get(command.words());
            return outcome != null
                    ? outcome
                    : new Commands.Outcome.NotStarted(
                            "no program " + command.words().getFirst());
        };
    }

    @Override
    public Network network() {
        return new Wires();
    }

    @Override
    public Accounts accounts() {
        throw new UnsupportedOperationException("no accounts on paper");
    }

    @Override
    public Packages packages() {
        throw new UnsupportedOperationException("no packages on paper");
    }

    @Override
    public Services services() {
        throw new UnsupportedOperationException("no services on paper");
    }

    @Override
    public Clock clock() {
        return new Clock() {
            @Override
            public Instant now() {
                return Instant.parse("2026-11-30T22:33:40Z");
            }

            @Override
            public Optional<Discipline> discipline() {
                return Optional.empty();
            }
        };
    }

    @Override
    public long nanos() {
        return 0;
    }

    private final class Paper implements Files {
        @Override
        public Optional<String> text(String path) {
            return Optional.ofNullable(texts.get(path));
        }

        @Override
        public Optional<byte[]> bytes(String path) {
            throw new UnsupportedOperationException(path);
        }

        @Override
        public ByteSource open(String path) {
            throw new UnsupportedOperationException(path);
        }

        @Override
        public Optional<FileFacts> facts(String path) {
            return text(path).map(text -> new FileFacts(false, true, text.length(), 0644, 0, 0, Instant.EPOCH));
        }

        @Override
        public Optional<String> link(String path) {
            return Optional.empty();
        }

        @Override
        public List<String> names(String path) {
            return List.of();
        }

        @Override
        public Optional<Space> space(String path) {
            return Optional.empty();
        }

        @Override
        public Draft draft(String path, byte[] content, Rights rights) {
            throw new UnsupportedOperationException(path);
        }

        @Override
        public void remove(String path) {
            throw new UnsupportedOperationException(path);
        }

        @Override
        public void makeFolder(String path, int mode) {
            throw new UnsupportedOperationException(path);
        }
    }

    private final class Wires implements Network {
        @Override
        public String hostName() {
            return "paper";
        }

        @Override
        public String fullName() {
            return "paper.example.org";
        }

        @Override
        public Map<String, List<String>> addresses() {
            return devices;
        }

        @Override
        public Optional<String> addressOf(String name) {
            return answers.get("name " + name) instanceof Answer.Received(int code, String address)
                    ? Optional.of(address)
                    : Optional.empty();
        }

        @Override
        public Optional<String> nameOf(String address) {
            return Optional.empty();
        }

        @Override
        public boolean connects(String host, int port, java.time.Duration timeout) {
            return answers.containsKey("connect " + host + ":" + port);
        }

        @Override
        public Answer http(HttpCall call) {
            var who = call.headers().get("Authorization");
            return answer(call.method() + " " + call.url() + (who == null ? "" : " as " + who));
        }

        @Override
        public Answer talk(String where, String text, java.time.Duration timeout, int maxBytes) {
            return answer(where + " " + text);
        }

        @Override
        public Answer exchange(String where, byte[] said, java.time.Duration timeout, int maxBytes) {
            return answer(where + " asked by FastCGI");
        }

        /** The answer to the call as a text: rows as tabs part them, the names of the columns first; code 28 is a refusal. */
        @Override
        public Rows sql(SqlCall call) {
            return switch (answer(call.toString())) {
                case Answer.Received(int code, String reason) when code == 28 -> new Rows.Refused(reason);
                case Answer.Received(int code, String body) -> {
                    var lines = body.lines()
                            .map(line -> List.of(line.split("\t", -1)))
                            .toList();
                    yield new Rows.Received(lines.getFirst(), lines.subList(1, lines.size()));
                }
                case Answer.NoAnswer(String reason) -> new Rows.NoAnswer(reason);
            };
        }

        /** The answer to the call as a text: a list of documents as JSON; code 28 is a refusal. */
        @Override
        public Documents documents(DocumentCall call) {
            return switch (answer(call.toString())) {
                case Answer.Received(int code, String reason) when code == 28 -> new Documents.Refused(reason);
                case Answer.Received(int code, String body) ->
                    new Documents.Received(((Value.Items) Json.read(body))
                            .all().stream().map(Value.Fields.class::cast).toList());
                case Answer.NoAnswer(String reason) -> new Documents.NoAnswer(reason);
            };
        }

        private Answer answer(String question) {
            var answer = answers.get(question);
            return answer != null ? answer : new Answer.NoAnswer("connection refused");
        }
    }
}
