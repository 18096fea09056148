package org.acpo.driver.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * How the attributions Δ_k of a run's steps of reasoning are distributed.
 *
 * @param updates over how many policy updates' rollouts
 * @param segments how many steps of reasoning were counted
 * @param positions by position from the end, the last step first
 * @param histogram by value; the outer bins hold what lies beyond them
 */
record Attributions(int updates, long segments, List<Position> positions, List<Bin> histogram) {
    private static final int HALF_BINS = 20;
    /** Values are counted to this precision. */
    private static final double GRAIN = 0.001;

    /** Distribution at one position, 0 the last: quantiles, and the shares of two classes. */
    record Position(
            int fromEnd,
            long count,
            double p5,
            double p25,
            double p50,
            double p75,
            double p95,
            double helpful,
            double harmful) {}

    /** Counts of [from, to), by class, and how many are of right and how many of wrong rollouts. */
    record Bin(double from, double to, long harmful, long neutral, long helpful, long right, long wrong) {}

    /** How often a value occurs: in {@link #GRAIN}s, with where and in which rollouts. */
    record Count(int fromEnd, int stepClass, boolean correct, long grains, long count) {
        double value() {
            return grains * GRAIN;
        }
    }

    /** Null if no rollout has attributions. */
    static @Nullable Attributions of(Dataset<Row> rollouts, int updates, int buckets) {
        List<Count> counts = counts(rollouts, buckets);
        return counts.isEmpty() ? null : of(counts, updates);
    }

    static Attributions of(List<Count> counts, int updates) {
        List<Count> sorted =
                counts.stream().sorted(Comparator.comparingLong(Count::grains)).toList();
        List<Position> positions = sorted.stream()
                .map(Count::fromEnd)
                .distinct()
                .sorted()
                .map(at -> position(
                        at, sorted.stream().filter(c -> c.fromEnd() == at).toList()))
                .toList();
        return new Attributions(updates, total(sorted), positions, histogram(sorted, width(positions)));
    }

    private static List<Count> counts(Dataset<Row> rollouts, int buckets) {
        Dataset<Row> table = rollouts.selectExpr(
                        "correct",
                        "size(attributions) AS k",
                        "posexplode(arrays_zip(attributions, step_classes)) AS (position, zipped)")
                .where("abs(zipped.attributions) < double('Infinity')")
                .selectExpr(
                        "least(k - 1 - position, " + (buckets - 1) + ") AS from_end",
                        "zipped.step_classes AS class",
                        "correct",
                        "bigint(round(zipped.attributions / " + GRAIN + "D)) AS grains")
                .groupBy("from_end", "class", "correct", "grains")
                .count();
        List<Count> counts = new ArrayList<>();
        for (Row row : table.collectAsList()) {
            counts.add(new Count(row.getInt(0), row.getInt(1), row.getBoolean(2), row.getLong(3), row.getLong(4)));
        }
        return counts;
    }

    private static Position position(int fromEnd, List<Count> sorted) {
        double total = total(sorted);
        return new Position(
                fromEnd,
                total(sorted),
                quantile(sorted, 0.05),
                quantile(sorted, 0.25),
                quantile(sorted, 0.5),
                quantile(sorted, 0.75),
                quantile(sorted, 0.95),
                total(sorted.stream().filter(c -> c.stepClass() > 0).toList()) / total,
                total(sorted.stream().filter(c -> c.stepClass() < 0).toList()) / total);
    }

    private static long total(List<Count> counts) {
        return counts.stream().mapToLong(Count::count).sum();
    }

    /** The smallest value that at least the share {@code q} of all values does not exceed. */
    private static double quantile(List<Count> sorted, double q) {
        double rank = q * total(sorted);
        long seen = 0;
        for (Count count : sorted) {
            seen += count.count();
            if (seen >= rank) {
                return count.value();
            }
        }
        throw new IllegalArgumentException("no counts");
    }

    /** Width of a bin, a round number, such that nearly all values lie inside the outer bins. */
    private static double width(List<Position> positions) {
        double reach = positions.stream()
                .mapToDouble(p -> Math.max(Math.abs(p.p5()), Math.abs(p.p95())))
                .max()
                .orElse(0);
        double width = Math.max(1.2 * reach / HALF_BINS, GRAIN);
        double power = Math.pow(10, Math.floor(Math.log10(width)));
        double digit = width / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }

    private static List<Bin> histogram(List<Count> counts, double width) {
        long[][] cells = new long[2 * HALF_BINS][5];
        for (Count count : counts) {
            // Half a grain up, so that a value on a bin's edge is not rounded out of it.
            long bin = (long) Math.floor((count.value() + GRAIN / 2) / width);
            long[] cell = cells[(int) Math.max(0, Math.min(2 * HALF_BINS - 1, bin + HALF_BINS))];
            cell[1 + count.stepClass()] += count.count();
            cell[count.correct() ? 3 : 4] += count.count();
        }
        List<Bin> bins = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            long[] cell = cells[i];
            double from = (i - HALF_BINS) * width;
            bins.add(new Bin(from, from + width, cell[0], cell[1], cell[2], cell[3], cell[4]));
        }
        return bins;
    }
}
