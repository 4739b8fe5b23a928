package org.opsbro.detection.processes;

/**
 * A process at a look.
 *
 * @param state {@code R S D Z T t I}, proc_pid_stat(5)
 * @param ticks of processor time since it began, a hundred a second
 * @param cpuPercent of one processor since the look before; 0 at the first
 * @param diskBytes that went to and from disks, a second, since the look before; 0 where nobody knows
 */
public record Task(
        long pid,
        String name,
        char state,
        long ticks,
        long threads,
        long residentKb,
        double cpuPercent,
        double diskBytes) {
    /** Whether it is a thread of the kernel, which has no memory of its own; so has one that is gone and not waited for. */
    public boolean isOfKernel() {
        return residentKb == 0;
    }

    Task with(double cpu, double disk) {
        return new Task(pid, name, state, ticks, threads, residentKb, cpu, disk);
    }
}
