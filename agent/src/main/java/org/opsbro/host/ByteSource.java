package org.opsbro.host;

/** A file read from its start again and again, without opening it each time. For one thread at a time. */
public interface ByteSource extends AutoCloseable {
    /**
     * Reads from the start into the buffer, as much as fits.
     *
     * @return the number of bytes, or -1 if the file is absent or unreadable now
     */
    int read(byte[] buffer);

    @Override
    void close();
}
