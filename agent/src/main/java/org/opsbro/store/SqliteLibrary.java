package org.opsbro.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.opsbro.store.StorageException.Kind;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * The library of SQLite for this machine, beside the first database that is opened: other places may not allow programs, and where the driver itself puts
 * it, one more copy stays after each kill.
 */
final class SqliteLibrary {
    private static final String PATH = "org.sqlite.lib.path";
    private static final String NAME = "org.sqlite.lib.name";

    private SqliteLibrary() {}

    /** Before the driver looks for it, which it does once a process. */
    static synchronized void unpack(Path folder) {
        if (System.getProperty(PATH) != null) return;
        var name = LibraryLoaderUtil.getNativeLibName();
        var resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        try (var packed = LibraryLoaderUtil.class.getResourceAsStream(resource)) {
            if (packed == null) return; // the driver says what is missing for this machine
            var wanted = packed.readAllBytes();
            var file = folder.resolve(name);
            if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), wanted)) {
                var next = folder.resolve(name + ".next");
                Files.write(next, wanted);
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            System.setProperty(PATH, folder.toString());
            System.setProperty(NAME, name);
        } catch (IOException failed) {
            throw new StorageException(
                    Kind.DISK,
                    "the library of SQLite cannot be put into " + folder + ": " + failed.getMessage(),
                    failed);
        }
    }
}
