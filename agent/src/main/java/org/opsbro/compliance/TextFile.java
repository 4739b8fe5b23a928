package org.opsbro.compliance;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.opsbro.host.Files.What;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.HostException;
import org.opsbro.host.Look;

/** A file of lines as it is, byte for byte: what is no UTF-8 is read as Latin-1, so that it is written back as it was. */
public sealed interface TextFile {
    /** Nothing is there. */
    record Absent() implements TextFile {}

    record Text(String text, Charset charset) implements TextFile {
        public byte[] bytes() {
            return text.getBytes(charset);
        }

        /** The same bytes, read in another charset. */
        private String in(Charset other) {
            return other.equals(charset) ? text : new String(bytes(), other);
        }
    }

    /** Something is there that is no readable file of text. */
    record Unreadable(String why) implements TextFile {}

    /** Of /proc and /sys too: read whole in one piece. A symbolic link is not followed. */
    static TextFile read(Look look, String path) {
        var entry = look.files().entry(path);
        if (entry.isEmpty()) return new Absent();
        if (entry.get().what() == What.LINK)
            return new Unreadable(path + " is a symbolic link to "
                    + look.files().link(path).orElse("?") + ": name the file it points to");
        if (entry.get().what() != What.FILE) return new Unreadable(path + " is no file");
        try {
            return look.files()
                    .bytes(path)
                    .<TextFile>map(TextFile::decoded)
                    .orElse(new Unreadable(path + " cannot be read"));
        } catch (HostException tooLarge) {
            return new Unreadable(String.valueOf(tooLarge.getMessage()));
        }
    }

    private static Text decoded(byte[] bytes) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new Text(text, StandardCharsets.UTF_8);
        } catch (CharacterCodingException other) {
            return new Text(new String(bytes, StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
        }
    }

    /** The text; empty where no file is. Not for what is unreadable. */
    default String textOrEmpty() {
        return this instanceof Text now ? now.text() : "";
    }

    /** Its lines without their ends. */
    default List<String> lines() {
        return textOrEmpty().lines().toList();
    }

    /** The change from what it is to another text; letters that its charset has not become question marks only if that is Latin-1. */
    default Change.Content becoming(String path, String after, Rights ifNew, List<String> validation) {
        return this instanceof Text(String text, Charset charset)
                ? new Change.Content(path, Optional.of(text), after, charset, ifNew, validation, false)
                : new Change.Content(path, Optional.empty(), after, StandardCharsets.UTF_8, ifNew, validation, false);
    }

    /** The change from what it is to other bytes: texts in one charset that can write both. */
    default Change.Content becoming(String path, byte[] after, Rights ifNew) {
        var wanted = decoded(after);
        var before = this instanceof Text now ? Optional.of(now) : Optional.<Text>empty();
        var charset = before.filter(now -> !now.charset().equals(StandardCharsets.UTF_8))
                .map(Text::charset)
                .orElse(wanted.charset());
        return new Change.Content(
                path, before.map(now -> now.in(charset)), wanted.in(charset), charset, ifNew, List.of(), false);
    }

    default Change.Content becoming(String path, String after) {
        return becoming(path, after, new Rights(0644, 0, 0), List.of());
    }
}
