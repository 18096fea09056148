package org.acpo.driver.lab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.acpo.common.Stopwatch;
import org.acpo.common.UserException;
import org.acpo.driver.lab.bench.CpuWindow.Seen;

/** The runs of a benchmark, those on a busy machine set aside. */
final class Timing {
    /** After so many busy runs for each one wanted, what there is has to do. */
    private static final int PATIENCE = 10;

    private final List<Seen> all = new ArrayList<>();
    private final int wanted;
    private final double others;

    Timing(Load load) {
        this.wanted = load.runs();
        this.others = load.others();
    }

    /** Times {@code work} until enough runs are clean, after one that warms up. */
    static Timing of(Load load, Runnable work) {
        return ofPart(load, () -> {
            Stopwatch watch = new Stopwatch();
            work.run();
            return watch.lap();
        });
    }

    /** As {@link #of}, of work that tells the seconds of the part that is timed. */
    static Timing ofPart(Load load, DoubleSupplier work) {
        Timing timing = new Timing(load);
        for (boolean warm = false; !timing.isDone(); warm = true) {
            CpuWindow window = new CpuWindow();
            double part = work.getAsDouble();
            if (warm) {
                timing.add(window.close().timing(part));
            }
        }
        return timing;
    }

    void add(Seen seen) {
        all.add(seen);
    }

    boolean isDone() {
        return clean().size() >= wanted || all.size() >= PATIENCE * wanted;
    }

    private List<Seen> clean() {
        return all.stream().filter(seen -> seen.isClean(others)).limit(wanted).toList();
    }

    /** Seconds of the clean runs. */
    double[] seconds() {
        double[] seconds = clean().stream().mapToDouble(Seen::seconds).toArray();
        if (seconds.length == 0) {
            throw new UserException(String.format(
                    Locale.ROOT,
                    "other processes used more than %.0f%% of the processor in all %d runs; stop them and run again, or allow"
                            + " them more by --others",
                    100 * others,
                    all.size()));
        }
        return seconds;
    }

    /** Adds what every benchmark tells about its runs. */
    void describe(Map<String, Object> result) {
        List<Seen> kept = clean();
        result.put("sec", MedianAndRange.of(seconds()));
        result.put(
                "cpu_sec",
                MedianAndRange.of(kept.stream().mapToDouble(Seen::ownSeconds).toArray()));
        result.put("runs_kept", kept.size());
        result.put("runs_discarded", (int)
                all.stream().filter(seen -> !seen.isClean(others)).count());
        result.put(
                "cpu_share_of_others",
                MedianAndRange.of(kept.stream().mapToDouble(Seen::others).toArray()));
        result.put("peak_rss_mb", Math.round(CpuWindow.peakMemoryMb()));
    }

    /** How many of something were done a second, in each clean run. */
    Map<String, Object> perSecond(double count) {
        double[] rates = seconds();
        for (int i = 0; i < rates.length; i++) {
            rates[i] = count / rates[i];
        }
        return MedianAndRange.of(rates);
    }
}
