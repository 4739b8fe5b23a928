package org.opsbro.compliance;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Files.Entry;
import org.opsbro.host.Hands;
import org.opsbro.host.Hands.Fetching;
import org.opsbro.host.Hands.Rights;
import org.opsbro.model.TextDiff;

/**
 * One change of the machine, as a value: it can be shown, run, written to the journal and taken back, and making one changes nothing. The kinds are all
 * there are, so that whoever plans, applies and rolls back knows each.
 */
public sealed interface Change {
    /** In the place of a diff that nobody may see. */
    String HIDDEN = "(the content is secret)\n";

    /** One line: what it does and to what. */
    String what();

    /** What differs, as lines of a unified diff; empty where {@link #what} says all. */
    default String diff() {
        return "";
    }

    /** The programs that would run, in order. */
    default List<Command> commands() {
        return List.of();
    }

    /** What it changes: a path, or the words of a program. One rule has one change of each kind for a subject: rights first, then content. */
    String subject();

    /** @throws org.opsbro.host.HostException if it was not possible; then nothing has changed, but for what a program did before it failed */
    void apply(Hands hands);

    /** What takes it back; empty if nothing does. */
    Optional<Change> undo();

    /**
     * The whole text of a file.
     *
     * @param before as it was read, empty where no file was: if it is another when the change is applied, that is refused
     * @param charset in which both are written
     * @param ifNew rights of a file that was not there; an existing one keeps its own
     * @param validation a program that judges the new text first, {@code {file}} standing for its path: {@code sshd -t -f {file}}; empty for none
     * @param secret whether nobody may see the text in a diff
     */
    record Content(
            String path,
            Optional<String> before,
            String after,
            Charset charset,
            Rights ifNew,
            List<String> validation,
            boolean secret)
            implements Change {
        public Content {
            validation = List.copyOf(validation);
        }

        @Override
        public String what() {
            return (before.isPresent() ? "write " : "make ") + path;
        }

        @Override
        public String diff() {
            return secret
                    ? HIDDEN
                    : TextDiff.unified(before.orElse(""), after, before.isPresent() ? path : "/dev/null", path);
        }

        @Override
        public List<Command> commands() {
            return validation.isEmpty() ? List.of() : List.of(Command.of(validation.toArray(String[]::new)));
        }

        @Override
        public String subject() {
            return path;
        }

        @Override
        public void apply(Hands hands) {
            hands.write(new Hands.Writing(
                    path, after.getBytes(charset), before.map(text -> text.getBytes(charset)), ifNew, validation));
        }

        @Override
        public Optional<Change> undo() {
            return Optional.of(
                    before.isPresent()
                            ? new Content(path, Optional.of(after), before.get(), charset, ifNew, validation, secret)
                            : new Removal(path, new Former.Text(after, charset, secret), ifNew));
        }
    }

    /** Owner, group and mode of a file or a folder; shown says both, such as {@code root:root 0644}. */
    record Ownership(String path, Rights before, String shownBefore, Rights after, String shownAfter)
            implements Change {
        @Override
        public String what() {
            return "give " + path + " the rights " + shownAfter + " in place of " + shownBefore;
        }

        @Override
        public String subject() {
            return path;
        }

        @Override
        public void apply(Hands hands) {
            hands.rights(path, after);
        }

        @Override
        public Optional<Change> undo() {
            return Optional.of(new Ownership(path, after, shownAfter, before, shownBefore));
        }
    }

    /** A folder that is not there; those above it are. */
    record Folder(String path, Rights rights) implements Change {
        @Override
        public String what() {
            return "make the folder " + path;
        }

        @Override
        public String subject() {
            return path;
        }

        @Override
        public void apply(Hands hands) {
            hands.makeFolder(path, rights);
        }

        @Override
        public Optional<Change> undo() {
            return Optional.of(new Removal(path, new Former.EmptyFolder(), rights));
        }
    }

    /** A symbolic link. */
    record Link(String path, Optional<String> before, String target) implements Change {
        private static final Rights LINK = new Rights(0777, 0, 0);

        @Override
        public String what() {
            return "point " + path + " to " + target
                    + before.map(old -> " in place of " + old).orElse("");
        }

        @Override
        public String subject() {
            return path;
        }

        @Override
        public void apply(Hands hands) {
            hands.makeLink(path, target);
        }

        @Override
        public Optional<Change> undo() {
            return Optional.of(
                    before.isPresent()
                            ? new Link(path, Optional.of(target), before.get())
                            : new Removal(path, new Former.LinkTo(target), LINK));
        }
    }

    /** What is removed, so that it can come back. */
    sealed interface Former {
        /** @param secret whether nobody may see it in a diff */
        record Text(String text, Charset charset, boolean secret) implements Former {}

        record LinkTo(String target) implements Former {}

        record EmptyFolder() implements Former {}

        /** It cannot be read, so it does not come back. */
        record Unread() implements Former {}
    }

    /** A file, a link or an empty folder goes; rights are those it had. */
    record Removal(String path, Former former, Rights rights) implements Change {
        /** Of a file. */
        public static Removal of(String path, Entry entry, TextFile text) {
            return new Removal(
                    path,
                    text instanceof TextFile.Text(String content, Charset charset)
                            ? new Former.Text(content, charset, false)
                            : new Former.Unread(),
                    entry.rights());
        }

        @Override
        public String what() {
            return "remove " + path;
        }

        @Override
        public String diff() {
            if (!(former instanceof Former.Text text)) return "";
            return text.secret() ? HIDDEN : TextDiff.unified(text.text(), "", path, "/dev/null");
        }

        @Override
        public String subject() {
            return path;
        }

        @Override
        public void apply(Hands hands) {
            hands.remove(path, expected());
        }

        private Optional<byte[]> expected() {
            return switch (former) {
                case Former.Text text -> Optional.of(text.text().getBytes(text.charset()));
                case Former.LinkTo link -> Optional.of(link.target().getBytes(StandardCharsets.UTF_8));
                case Former.EmptyFolder folder -> Optional.empty();
                case Former.Unread unread -> Optional.empty();
            };
        }

        @Override
        public Optional<Change> undo() {
            return switch (former) {
                case Former.Text(String text, Charset charset, boolean secret) ->
                    Optional.of(new Content(path, Optional.empty(), text, charset, rights, List.of(), secret));
                case Former.LinkTo(String target) -> Optional.of(new Link(path, Optional.empty(), target));
                case Former.EmptyFolder folder -> Optional.of(new Folder(path, rights));
                case Former.Unread unread -> Optional.empty();
            };
        }
    }

    /** A file from a web server, which nothing brings back if it replaced another. */
    record Download(Fetching fetching) implements Change {
        @Override
        public String what() {
            return "fetch " + fetching.url() + " to " + fetching.path();
        }

        @Override
        public String subject() {
            return fetching.path();
        }

        @Override
        public void apply(Hands hands) {
            hands.fetch(fetching);
        }

        @Override
        public Optional<Change> undo() {
            return fetching.before().isPresent()
                    ? Optional.empty()
                    : Optional.of(new Removal(fetching.path(), new Former.Unread(), fetching.ifNew()));
        }
    }

    /** A value of the running kernel, below /proc/sys or /sys. */
    record Kernel(String path, String before, String after) implements Change {
        @Override
        public String what() {
            return "tell the kernel " + path + " = " + after + " in place of " + before;
        }

        @Override
        public String subject() {
            return path;
        }

        @Override
        public void apply(Hands hands) {
            hands.tellKernel(path, after);
        }

        @Override
        public Optional<Change> undo() {
            return Optional.of(new Kernel(path, after, before));
        }
    }

    /** A program, such as one that installs packages. What it exits with but 0 is a failure. */
    record Run(String what, Command command, Optional<Command> undoing) implements Change {
        @Override
        public List<Command> commands() {
            return List.of(command);
        }

        @Override
        public String subject() {
            return String.join(" ", command.words());
        }

        @Override
        public void apply(Hands hands) {
            Exits.check(command, hands.run(command));
        }

        @Override
        public Optional<Change> undo() {
            return undoing.map(back -> new Run("take back: " + what, back, Optional.of(command)));
        }
    }

    /** The commands of these changes as a person would type them. */
    static String typed(Command command) {
        return command.words().stream().map(Change::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./{}-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
