package org.acpo.common.lab;

import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/** Spearman's rank correlation. */
public final class RankCorrelation {
    private RankCorrelation() {}

    /** Pearson's correlation of the ranks, equal values sharing their mean rank; NaN where one side does not vary. */
    public static double of(double[] x, double[] y) {
        return x.length < 2 ? Double.NaN : new SpearmansCorrelation().correlation(x, y);
    }
}
