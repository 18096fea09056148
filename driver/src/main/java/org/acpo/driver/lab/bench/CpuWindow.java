package org.acpo.driver.lab.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** A stretch of time and the share of the machine's processors that other processes used meanwhile. Linux. */
final class CpuWindow {
    private static final Path STAT = Path.of("/proc/stat");
    /** Ticks a second of /proc, on every Linux that Java runs on. */
    private static final double TICKS = 100;
    /** What clock ticks cannot tell from nothing. */
    private static final double RESOLUTION_SECONDS = 0.04;

    private final long start = System.nanoTime();
    private final double busy = busySeconds();
    private final double own = ownSeconds();

    /**
     * What a closed window saw.
     *
     * @param window its wall time
     * @param seconds wall time of what was timed in it
     * @param ownSeconds processor time of this process and those that it started, such as local executors
     * @param others share of all processors used by other processes
     */
    record Seen(double window, double seconds, double ownSeconds, double others) {
        /** Whether others used no more than a share of {@code limit}. */
        boolean isClean(double limit) {
            double allowed = limit * window * Runtime.getRuntime().availableProcessors();
            double used = others * window * Runtime.getRuntime().availableProcessors();
            return used <= Math.max(RESOLUTION_SECONDS, allowed);
        }

        /** The same window, of which only a part was timed. */
        Seen timing(double part) {
            return new Seen(window, part, ownSeconds, others);
        }
    }

    Seen close() {
        double seconds = (System.nanoTime() - start) / 1e9;
        double ownUsed = ownSeconds() - own;
        double others = Math.max(0, busySeconds() - busy - ownUsed);
        return new Seen(
                seconds,
                seconds,
                ownUsed,
                others / (seconds * Runtime.getRuntime().availableProcessors()));
    }

    private static double ownSeconds() {
        long here = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
        Duration started = ProcessHandle.current()
                .descendants()
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
        return (here + started.toNanos()) / 1e9;
    }

    /** All processors' time but idle and waiting for disks; NaN, which no window is clean with, without /proc. */
    private static double busySeconds() {
        try {
            String first = Files.readAllLines(STAT).get(0);
            long[] ticks = Arrays.stream(first.trim().split("\\s+"))
                    .skip(1)
                    .limit(8)
                    .mapToLong(Long::parseLong)
                    .toArray();
            return (Arrays.stream(ticks).sum() - ticks[3] - ticks[4]) / TICKS;
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    /** Most memory that this process ever had, in MiB; −1 when the system does not tell. */
    static double peakMemoryMb() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }
}
