package org.opsbro.host.linux;

import java.util.Optional;
import org.opsbro.host.Files;

/** The file in which a daemon leaves its number. */
final class PidFile {
    private PidFile() {}

    /** The name of the process whose number it has, as proc_pid_comm(5) cuts it to 15 letters; empty without file or process. */
    static Optional<String> process(Files files, String path) {
        return files.firstLine(path)
                .map(line -> line.replaceAll("\\s.*", ""))
                .filter(pid -> pid.matches("[1-9][0-9]{0,9}"))
                .flatMap(pid -> files.firstLine("/proc/" + pid + "/comm"));
    }
}
