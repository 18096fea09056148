package org.acpo.common.evaluate;

/** Estimators of how often a policy solves problems. */
public final class PassRates {
    private static final double Z_95 = 1.959963984540054;

    private PassRates() {}

    /** Ends of an interval. */
    public record Interval(double low, double high) {}

    /**
     * The unbiased estimate of pass@k from n samples of which c are right (Chen et al., "Evaluating Large Language Models
     * Trained on Code", 2021): 1 − C(n − c, k) / C(n, k).
     *
     * @param k at most n
     */
    public static double passAtK(int n, int c, int k) {
        if (n - c < k) {
            return 1;
        }
        double allWrong = 1;
        for (int i = n - c + 1; i <= n; i++) {
            allWrong *= 1 - (double) k / i;
        }
        return 1 - allWrong;
    }

    /**
     * Wilson's 95% interval of a rate measured on {@code n} problems. Exact in its sense for one sample a problem; for the
     * mean of several samples a problem it is too wide rather than too narrow, since such a mean varies less.
     */
    public static Interval wilson(double rate, int n) {
        if (n == 0) {
            return new Interval(0, 1);
        }
        double z2 = Z_95 * Z_95;
        double centre = (rate + z2 / (2 * n)) / (1 + z2 / n);
        double half = Z_95 / (1 + z2 / n) * Math.sqrt(rate * (1 - rate) / n + z2 / (4.0 * n * n));
        // where all or none are right the end is exact, and rounding must not move it past the rate
        return new Interval(rate == 0 ? 0 : Math.max(0, centre - half), rate == 1 ? 1 : Math.min(1, centre + half));
    }
}
