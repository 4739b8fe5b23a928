package org.opsbro.packs.containers;

import org.opsbro.host.Files;

/**
 * What one cgroup has used until now; NaN where its controller is not switched on.
 *
 * @param cpuMicros processor time
 * @param throttledMicros time it wanted a processor and was held back by its quota
 * @param memoryBytes without the files that the kernel would forget at once, as docker stats and kubelet count it
 * @param limitBytes of its memory; NaN without one
 */
record Usage(
        double cpuMicros,
        double throttledMicros,
        double memoryBytes,
        double limitBytes,
        double readBytes,
        double writtenBytes,
        double reads,
        double writes,
        double pids,
        double outOfMemoryKills) {

    static Usage read(Files files, String folder) {
        var cpu = files.text(folder + "/cpu.stat").orElse("");
        var current = number(files.text(folder + "/memory.current").orElse(""));
        var inactive = value(files.text(folder + "/memory.stat").orElse(""), "inactive_file ");
        var io = files.text(folder + "/io.stat");
        return new Usage(
                value(cpu, "usage_usec "),
                value(cpu, "throttled_usec "),
                Double.isNaN(inactive) ? current : Math.max(0, current - inactive),
                number(files.text(folder + "/memory.max").orElse("")),
                io.map(text -> sum(text, "rbytes=")).orElse(Double.NaN),
                io.map(text -> sum(text, "wbytes=")).orElse(Double.NaN),
                io.map(text -> sum(text, "rios=")).orElse(Double.NaN),
                io.map(text -> sum(text, "wios=")).orElse(Double.NaN),
                number(files.text(folder + "/pids.current").orElse("")),
                value(files.text(folder + "/memory.events").orElse(""), "oom_kill "));
    }

    /** The number behind a key at the start of a line. */
    private static double value(String text, String key) {
        var at = text.startsWith(key) ? 0 : text.indexOf("\n" + key) + 1;
        if (at == 0 && !text.startsWith(key)) return Double.NaN;
        return digits(text, at + key.length());
    }

    /** The whole text as a number; {@code max} is none. */
    private static double number(String text) {
        return digits(text, 0);
    }

    /** Of all devices together: lines of {@code MAJOR:MINOR rbytes=N wbytes=N rios=N …}. */
    private static double sum(String text, String key) {
        var sum = 0.0;
        for (var at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1))
            // dbytes= ends like bytes=: the key must begin a word
            if (at == 0 || text.charAt(at - 1) == ' ') sum += Math.max(0, orZero(digits(text, at + key.length())));
        return sum;
    }

    private static double orZero(double number) {
        return Double.isNaN(number) ? 0 : number;
    }

    private static double digits(String text, int from) {
        var end = from;
        while (end < text.length() && end - from < 19 && text.charAt(end) >= '0' && text.charAt(end) <= '9') end++;
        return end == from ? Double.NaN : Double.parseDouble(text.substring(from, end));
    }
}
