package org.opsbro.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who listens on a TCP port of this machine, for the one who wanted it. Source: /proc/net/tcp and tcp6, /proc/PID/fd, proc(5). */
final class PortOwner {
    private static final String LISTENS = "0A";
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final int LONGEST = 80;

    private PortOwner() {}

    /** Such as {@code the process 812 (/usr/sbin/nginx)}. */
    static String of(int port) {
        var inode = inode("/proc/net/tcp", port).or(() -> inode("/proc/net/tcp6", port));
        if (inode.isEmpty()) return "nobody any more";
        return process("socket:[" + inode.get() + "]")
                .map(owner -> "the process " + owner.pid() + " ("
                        + owner.info().commandLine().map(PortOwner::brief).orElse("?") + ")")
                .orElse("a process that this user may not look at: ss -ltnp 'sport = :" + port + "' as root");
    }

    private static String brief(String line) {
        return line.length() <= LONGEST ? line : "…" + line.substring(line.length() - LONGEST);
    }

    private static Optional<String> inode(String table, int port) {
        var ending = ":" + HexFormat.of().toHexDigits((short) port).toUpperCase(Locale.ROOT);
        try {
            return Files.readAllLines(Path.of(table)).stream()
                    .map(line -> List.of(line.strip().split("\\s+")))
                    .filter(words -> words.size() > INODE
                            && words.get(LOCAL).endsWith(ending)
                            && words.get(STATE).equals(LISTENS))
                    .map(words -> words.get(INODE))
                    .findFirst();
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    private static Optional<ProcessHandle> process(String socket) {
        return ProcessHandle.allProcesses()
                .filter(process -> holds(process, socket))
                .findFirst();
    }

    private static boolean holds(ProcessHandle process, String socket) {
        try (var all = Files.newDirectoryStream(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            for (var each : all) if (Files.readSymbolicLink(each).toString().equals(socket)) return true;
        } catch (IOException | java.nio.file.DirectoryIteratorException ignored) {
            return false; // it ended, or it is somebody else's
        }
        return false;
    }
}
