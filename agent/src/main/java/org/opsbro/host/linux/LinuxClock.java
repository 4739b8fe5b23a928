package org.opsbro.host.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Instant;
import java.util.Optional;
import org.opsbro.host.Clock;

/** The wall clock, and adjtimex(2) with no mode set, which only reads. The layout of its struct is that of 64-bit Linux, glibc and musl. */
final class LinuxClock implements Clock {
    /** 208 of them are used: nobody writes behind these. */
    private static final int STRUCT_BYTES = 512;

    private static final int OFFSET = 8;
    private static final int FREQUENCY = 16;
    private static final int MAXIMUM_ERROR = 24;
    private static final int ESTIMATED_ERROR = 32;
    private static final int STATUS = 40;

    private static final int UNSYNCHRONISED = 0x0040; // STA_UNSYNC
    private static final int IN_NANOSECONDS = 0x2000; // STA_NANO
    private static final double PPM = 1 << 16;

    /** Found at the first question: an agent whose topic is off never asks. */
    private static final class Adjtimex {
        static final Optional<MethodHandle> HANDLE = find();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public Optional<Discipline> discipline() {
        return Adjtimex.HANDLE.flatMap(LinuxClock::ask);
    }

    @SuppressWarnings("restricted") // one pointer to a function of libc that writes 208 bytes
    private static Optional<MethodHandle> find() {
        if (ValueLayout.ADDRESS.byteSize() != 8) return Optional.empty();
        var linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("adjtimex")
                .map(symbol -> linker.downcallHandle(
                        symbol, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS)));
    }

    private static Optional<Discipline> ask(MethodHandle adjtimex) {
        try (var arena = Arena.ofConfined()) {
            var answer = arena.allocate(STRUCT_BYTES, Long.BYTES);
            var code = (int) adjtimex.invokeExact(answer);
            return code < 0 ? Optional.empty() : Optional.of(discipline(answer));
        } catch (Throwable failed) {
            if (failed instanceof Error error) throw error;
            return Optional.empty();
        }
    }

    private static Discipline discipline(MemorySegment answer) {
        var status = answer.get(ValueLayout.JAVA_INT, STATUS);
        return new Discipline(
                (status & UNSYNCHRONISED) == 0,
                answer.get(ValueLayout.JAVA_LONG, OFFSET) / ((status & IN_NANOSECONDS) == 0 ? 1e6 : 1e9),
                answer.get(ValueLayout.JAVA_LONG, ESTIMATED_ERROR) / 1e6,
                answer.get(ValueLayout.JAVA_LONG, MAXIMUM_ERROR) / 1e6,
                answer.get(ValueLayout.JAVA_LONG, FREQUENCY) / PPM);
    }
}
