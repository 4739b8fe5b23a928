package org.opsbro.detection.sheet;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names of rows or keys as they come, each made a text once: the kernel tells them in the same order every time. */
final class Names {
    private final List<byte[]> bytes = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private int next;

    void restart() {
        next = 0;
    }

    /** The index of the name, a new one if it was never seen. */
    int index(byte[] from, int start, int end) {
        for (var tried = 0; tried < bytes.size(); tried++) {
            var index = (next + tried) % bytes.size();
            if (ByteText.same(from, start, end, bytes.get(index))) {
                next = index + 1;
                return index;
            }
        }
        var name = new byte[end - start];
        System.arraycopy(from, start, name, 0, name.length);
        bytes.add(name);
        texts.add(new String(name, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT));
        next = bytes.size();
        return bytes.size() - 1;
    }

    String text(int index) {
        return texts.get(index);
    }

    int size() {
        return texts.size();
    }
}
