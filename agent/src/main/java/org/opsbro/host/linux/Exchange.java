package org.opsbro.host.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Two files or folders change their names with one another: by renameat2(2) with RENAME_EXCHANGE in one step, so that nobody ever sees that one is missing.
 * Where the C library or the file system knows no such call, by three renames.
 */
public final class Exchange {
    private static final int HERE = -100; // AT_FDCWD: paths are absolute
    private static final int EXCHANGE = 2;
    private static final Optional<MethodHandle> RENAME = renameat2();

    private Exchange() {}

    /** @param one and the other, on one file system */
    public static void swap(Path one, Path other) throws IOException {
        if (RENAME.isPresent() && isSwapped(RENAME.get(), one, other)) return;
        var between = one.resolveSibling(one.getFileName() + ".swap");
        Files.move(one, between, StandardCopyOption.ATOMIC_MOVE);
        Files.move(other, one, StandardCopyOption.ATOMIC_MOVE);
        Files.move(between, other, StandardCopyOption.ATOMIC_MOVE);
    }

    @SuppressWarnings("restricted") // two paths to a function of libc that reads them
    private static Optional<MethodHandle> renameat2() {
        if (ValueLayout.ADDRESS.byteSize() != 8) return Optional.empty();
        var linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("renameat2")
                .map(symbol -> linker.downcallHandle(
                        symbol,
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_INT)));
    }

    private static boolean isSwapped(MethodHandle rename, Path one, Path other) {
        try (var arena = Arena.ofConfined()) {
            var code = (int) rename.invokeExact(
                    HERE,
                    arena.allocateFrom(one.toAbsolutePath().toString()),
                    HERE,
                    arena.allocateFrom(other.toAbsolutePath().toString()),
                    EXCHANGE);
            return code == 0;
        } catch (Throwable failed) {
            if (failed instanceof Error error) throw error;
            return false;
        }
    }
}
