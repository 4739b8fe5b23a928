package org.opsbro.compliance;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.opsbro.compliance.Change.Former;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Files.What;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.HostException;
import org.opsbro.host.Look;
import org.opsbro.host.Sum;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.Value;
import org.opsbro.model.Value.Fields;

/** A change as the journal has it, so that it can be taken back after a restart: what it was, with sums of texts; the former text lies beside it. */
public final class ChangeNote {
    private static final int MOST_OUTPUT = 64 * 1024;

    private ChangeNote() {}

    /** What must be kept to take the change back. */
    public static Optional<byte[]> backup(Change change) {
        return switch (change) {
            case Change.Content content -> content.before().map(text -> text.getBytes(content.charset()));
            case Change.Removal(String path, Former.Text text, Rights rights) ->
                Optional.of(text.text().getBytes(text.charset()));
            default -> Optional.empty();
        };
    }

    public static Fields written(Change change) {
        var note = Value.object().with("what", change.what()).with("subject", change.subject());
        return switch (change) {
            case Change.Content content ->
                note.with("kind", "content")
                        .with("charset", content.charset().name())
                        .with("was_there", content.before().isPresent())
                        .with("after", sum(content.after(), content.charset()))
                        .with("rights", rights(content.ifNew()))
                        .with("validation", Value.texts(content.validation()))
                        .with("secret", content.secret())
                        .end();
            case Change.Ownership ownership ->
                note.with("kind", "rights")
                        .with("before", rights(ownership.before()))
                        .with("shown_before", ownership.shownBefore())
                        .with("after", rights(ownership.after()))
                        .with("shown_after", ownership.shownAfter())
                        .end();
            case Change.Folder folder ->
                note.with("kind", "folder")
                        .with("rights", rights(folder.rights()))
                        .end();
            case Change.Link link ->
                note.with("kind", "link")
                        .with("before", Value.of(link.before()))
                        .with("target", link.target())
                        .end();
            case Change.Removal removal ->
                former(note.with("kind", "removal").with("rights", rights(removal.rights())), removal.former())
                        .end();
            case Change.Kernel kernel ->
                note.with("kind", "kernel")
                        .with("before", kernel.before())
                        .with("after", kernel.after())
                        .end();
            case Change.Download download ->
                note.with("kind", "download")
                        .with("url", download.fetching().url())
                        .with("was_there", download.fetching().before().isPresent())
                        .with("sums", sums(download.fetching().sums()))
                        .with("rights", rights(download.fetching().ifNew()))
                        .end();
            case Change.Run run ->
                note.with("kind", "run")
                        .with("words", Value.texts(run.command().words()))
                        .with("undo", run.undoing().map(ChangeNote::command).orElse(Value.NONE))
                        .end();
        };
    }

    private static FieldsBuilder former(FieldsBuilder note, Former former) {
        return switch (former) {
            case Former.Text text ->
                note.with("was", "text").with("charset", text.charset().name()).with("secret", text.secret());
            case Former.LinkTo link -> note.with("was", "link").with("target", link.target());
            case Former.EmptyFolder folder -> note.with("was", "folder");
            case Former.Unread unread -> note.with("was", "unread");
        };
    }

    /** None for one that reads an input: that may be secret, is not kept, and without it the program would do something else. */
    private static Value command(Command undo) {
        if (!undo.input().isEmpty()) return Value.NONE;
        var environment = Value.object();
        undo.environment().forEach(environment::with);
        return Value.object()
                .with("words", Value.texts(undo.words()))
                .with("environment", environment.end())
                .with("timeout_seconds", undo.timeout().toSeconds())
                .end();
    }

    /** Whether it is a program that ran: of that nobody sees afterwards what it did. */
    public static boolean isProgram(Fields note) {
        return text(note, "kind").equals("run");
    }

    /**
     * What takes a noted change back, on a machine where it still stands.
     *
     * @throws HostException if it does not stand any more, or nothing takes it back
     */
    public static Change undo(Fields note, Optional<byte[]> kept, Look look) {
        var subject = text(note, "subject");
        return switch (text(note, "kind")) {
            case "content" -> content(subject, note, kept, look);
            case "rights" -> ownership(subject, note, look);
            case "folder" -> folder(subject, look);
            case "link" -> link(subject, note, look);
            case "removal" -> removal(subject, note, kept, look);
            case "kernel" -> kernel(subject, note, look);
            case "download" -> download(subject, note, look);
            case "run" -> run(note);
            default -> throw new HostException("nothing is known to take back " + text(note, "what"));
        };
    }

    private static Change content(String path, Fields note, Optional<byte[]> kept, Look look) {
        var charset = Charset.forName(text(note, "charset"));
        var now = look.files().bytes(path).map(bytes -> new String(bytes, charset));
        if (now.isEmpty() || !sum(now.get(), charset).equals(text(note, "after")))
            throw new HostException(path + " was changed again since, so it is not taken back");
        if (!Value.TRUE.equals(note.get("was_there")))
            return new Change.Removal(path, new Former.Text(now.get(), charset, secret(note)), rights(note, "rights"));
        var before = kept.map(bytes -> new String(bytes, charset))
                .orElseThrow(() -> new HostException("the former content of " + path + " is not kept any more"));
        return new Change.Content(
                path, now, before, charset, rights(note, "rights"), texts(note.get("validation")), secret(note));
    }

    private static Change ownership(String path, Fields note, Look look) {
        var after = rights(note, "after");
        if (look.files()
                .entry(path)
                .filter(entry -> entry.rights().equals(after))
                .isEmpty()) throw new HostException(path + " was given other rights since, so they are not taken back");
        return new Change.Ownership(
                path, after, text(note, "shown_after"), rights(note, "before"), text(note, "shown_before"));
    }

    private static Change link(String path, Fields note, Look look) {
        if (!look.files().link(path).equals(Optional.of(text(note, "target"))))
            throw new HostException(path + " was pointed elsewhere since, so it is not taken back");
        return note.get("before") instanceof Value.Text(String before)
                ? new Change.Link(path, Optional.of(text(note, "target")), before)
                : new Change.Removal(path, new Former.LinkTo(text(note, "target")), new Rights(0777, 0, 0));
    }

    private static Change folder(String path, Look look) {
        var now = look.files().entry(path);
        if (now.filter(entry -> entry.what() == What.FOLDER).isEmpty())
            throw new HostException("there is no folder " + path + " any more, so it is not taken back");
        return new Change.Removal(path, new Former.EmptyFolder(), now.get().rights());
    }

    private static Change kernel(String path, Fields note, Look look) {
        var now = look.files().text(path).orElse("");
        if (!words(now).equals(words(text(note, "after"))))
            throw new HostException("the kernel was told another " + path + " since, so it is not taken back");
        return new Change.Kernel(path, text(note, "after"), text(note, "before"));
    }

    /** The kernel puts tabs where it was told spaces. */
    private static List<String> words(String value) {
        return List.of(value.strip().split("\\s+", -1));
    }

    private static Change removal(String path, Fields note, Optional<byte[]> kept, Look look) {
        if (look.files().entry(path).isPresent())
            throw new HostException(path + " is there again, so it is not brought back");
        return new Change.Removal(path, former(path, note, kept), rights(note, "rights"))
                .undo()
                .orElseThrow(() -> new HostException("what " + path + " was is not kept"));
    }

    private static Former former(String path, Fields note, Optional<byte[]> kept) {
        return switch (text(note, "was")) {
            case "text" -> {
                var charset = Charset.forName(text(note, "charset"));
                yield kept.<Former>map(bytes -> new Former.Text(new String(bytes, charset), charset, secret(note)))
                        .orElseThrow(
                                () -> new HostException("the former content of " + path + " is not kept any more"));
            }
            case "link" -> new Former.LinkTo(text(note, "target"));
            case "folder" -> new Former.EmptyFolder();
            default -> new Former.Unread();
        };
    }

    private static boolean secret(Fields note) {
        return Value.TRUE.equals(note.get("secret"));
    }

    private static Value sums(Map<Sum, String> sums) {
        var written = Value.object();
        sums.forEach((sum, digits) -> written.with(sum.name(), digits));
        return written.end();
    }

    private static Change download(String path, Fields note, Look look) {
        if (Value.TRUE.equals(note.get("was_there")))
            throw new HostException("the former content of " + path + " is not kept, so it is not brought back");
        var sums = note.get("sums") instanceof Fields all ? all : Fields.EMPTY;
        var same = sums.keys().stream()
                .allMatch(name -> look.files().sum(path, Sum.valueOf(name)).equals(Optional.of(text(sums, name))));
        if (look.files().entry(path).isEmpty() || !same)
            throw new HostException(path + " was changed again since, so it is not taken back");
        return new Change.Removal(path, new Former.Unread(), rights(note, "rights"));
    }

    private static Change run(Fields note) {
        if (!(note.get("undo") instanceof Fields undo))
            throw new HostException("nothing takes back: " + text(note, "what"));
        var environment = new TreeMap<String, String>();
        if (undo.get("environment") instanceof Fields all)
            for (var name : all.keys()) environment.put(name, all.get(name).display());
        var command = new Command(
                texts(undo.get("words")),
                environment,
                "",
                Duration.ofSeconds(number(undo, "timeout_seconds")),
                MOST_OUTPUT);
        return new Change.Run("take back: " + text(note, "what"), command, Optional.empty());
    }

    /** Of the bytes that a text is written in. */
    public static String sum(String text, Charset charset) {
        return Sum.SHA256.of(text.getBytes(charset));
    }

    private static Value rights(Rights rights) {
        return Value.fields(
                Map.of("mode", Value.of(rights.mode()), "uid", Value.of(rights.uid()), "gid", Value.of(rights.gid())));
    }

    private static Rights rights(Fields note, String key) {
        return note.get(key) instanceof Fields rights
                ? new Rights((int) number(rights, "mode"), number(rights, "uid"), number(rights, "gid"))
                : new Rights(0600, 0, 0);
    }

    private static long number(Fields fields, String key) {
        return fields.get(key) instanceof Value.Int number ? number.number() : 0;
    }

    private static String text(Fields note, String key) {
        return note.get(key) instanceof Value.Text(String text) ? text : "";
    }

    private static List<String> texts(Value value) {
        return value instanceof Value.Items items
                ? items.all().stream().map(Value::display).toList()
                : List.of();
    }
}
