package org.opsbro.host.linux;

import java.io.IOException;
import java.io.RandomAccessFile;
import org.jspecify.annotations.Nullable;
import org.opsbro.host.ByteSource;

/** A file that stays open between reads: for one of /proc that saves two system calls and all allocation. */
final class KeptFile implements ByteSource {
    private final String path;
    private @Nullable RandomAccessFile file;

    KeptFile(String path) {
        this.path = path;
    }

    @Override
    public int read(byte[] buffer) {
        try {
            if (file == null) file = new RandomAccessFile(path, "r");
            else file.seek(0);
            return readFully(file, buffer);
        } catch (IOException gone) {
            close();
            return -1;
        }
    }

    private static int readFully(RandomAccessFile file, byte[] buffer) throws IOException {
        var length = 0;
        while (length < buffer.length) {
            var more = file.read(buffer, length, buffer.length - length);
            if (more <= 0) break;
            length += more;
        }
        return length;
    }

    @Override
    public void close() {
        var open = file;
        file = null;
        if (open == null) return;
        try {
            open.close();
        } catch (IOException ignored) {
            return; // nothing was written to it
        }
    }
}
