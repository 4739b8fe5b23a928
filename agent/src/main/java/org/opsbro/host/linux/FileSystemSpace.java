package org.opsbro.host.linux;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.opsbro.host.Files.Space;

/** statvfs(3): Java itself tells bytes but no inodes. The layout is that of 64-bit Linux, glibc and musl. */
final class FileSystemSpace {
    private static final int STRUCT_BYTES = 112;
    private static final Optional<MethodHandle> STATVFS = statvfs();

    private FileSystemSpace() {}

    static Optional<Space> of(String path) {
        return STATVFS.isPresent() ? asked(STATVFS.get(), path) : bytesOnly(path);
    }

    @SuppressWarnings("restricted") // two pointers to a function of libc that writes 112 bytes
    private static Optional<MethodHandle> statvfs() {
        if (ValueLayout.ADDRESS.byteSize() != 8) return Optional.empty();
        var linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("statvfs")
                .map(symbol -> linker.downcallHandle(
                        symbol, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS)));
    }

    private static Optional<Space> asked(MethodHandle statvfs, String path) {
        try (var arena = Arena.ofConfined()) {
            var answer = arena.allocate(STRUCT_BYTES, Long.BYTES);
            var code = (int) statvfs.invokeExact(arena.allocateFrom(path), answer);
            return code == 0 ? Optional.of(space(answer)) : Optional.empty();
        } catch (Throwable failed) {
            if (failed instanceof Error error) throw error;
            return bytesOnly(path);
        }
    }

    // f_bsize f_frsize f_blocks f_bfree f_bavail f_files f_ffree, each of 8 bytes
    private static Space space(MemorySegment answer) {
        var block = at(answer, 1);
        return new Space(
                at(answer, 2) * block, at(answer, 3) * block, at(answer, 4) * block, at(answer, 5), at(answer, 6));
    }

    private static long at(MemorySegment answer, int which) {
        return answer.get(ValueLayout.JAVA_LONG, which * 8L);
    }

    private static Optional<Space> bytesOnly(String path) {
        var file = new File(path);
        if (!file.exists()) return Optional.empty();
        return Optional.of(new Space(file.getTotalSpace(), file.getFreeSpace(), file.getUsableSpace(), 0, 0));
    }
}
