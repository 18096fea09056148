package org.acpo.common.attribution;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Which step boundaries of a response Monte Carlo values are sampled at, and what the others are taken to be (method.md
 * section 3). A boundary is a number k from 0, before the first step, to K, behind the last.
 */
public final class Branches {
    private Branches() {}

    /**
     * The boundaries to branch at, ascending: of those between two steps, the ones with the highest entropy, the earlier one
     * among equals. A boundary's entropy is the highest of the step that it begins, because clean cuts put it before the
     * uncertain token that called for it.
     *
     * @param entropies T token entropies
     * @param segmentEnds b_1 … b_K
     * @param most how many at most
     */
    public static int[] chosen(float[] entropies, int[] segmentEnds, int most) {
        return IntStream.range(1, segmentEnds.length)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -highest(entropies, segmentEnds[k - 1], segmentEnds[k])))
                .limit(most)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    private static double highest(float[] entropies, int from, int to) {
        return IntStream.range(from, to).mapToDouble(t -> entropies[t]).max().orElse(0);
    }

    /**
     * V_0 … V_K from some of them: between two known ones a value changes evenly from token to token, so that each step has
     * its share of the difference by its length. Σ Δ_k = V_K − V_0 whatever is known between.
     *
     * @param segmentEnds b_1 … b_K, ascending
     * @param known boundaries, ascending, the first 0 and the last K
     * @param values theirs
     */
    public static double[] spread(int[] segmentEnds, int[] known, double[] values) {
        double[] all = new double[segmentEnds.length + 1];
        all[0] = values[0];
        for (int i = 1; i < known.length; i++) {
            int start = end(segmentEnds, known[i - 1]);
            double length = end(segmentEnds, known[i]) - start;
            for (int k = known[i - 1] + 1; k < known[i]; k++) {
                double share = (end(segmentEnds, k) - start) / length;
                all[k] = values[i - 1] + share * (values[i] - values[i - 1]);
            }
            all[known[i]] = values[i];
        }
        return all;
    }

    private static int end(int[] segmentEnds, int k) {
        return k == 0 ? 0 : segmentEnds[k - 1];
    }
}
