package org.acpo.common.segment;

import java.util.Arrays;

/** Sample quantiles. */
final class Quantile {
    private Quantile() {}

    /**
     * The q-quantile of at least one value, linear between order statistics: with the values sorted, the value at rank
     * q·(n − 1). This is the default of numpy and torch, type 7 of Hyndman and Fan.
     */
    static double of(float[] values, double q) {
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        double rank = q * (sorted.length - 1);
        int below = (int) rank;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (rank - below) * ((double) sorted[above] - sorted[below]);
    }
}
