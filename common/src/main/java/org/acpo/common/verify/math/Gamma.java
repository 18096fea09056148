package org.acpo.common.verify.math;

/** The gamma function, by which factorials of variables can be probed between whole numbers. */
final class Gamma {
    /** Lanczos' approximation with g = 7, after Godfrey (2001); good to about fifteen digits. */
    private static final double[] LANCZOS = {
        0.99999999999980993,
        676.5203681218851,
        -1259.1392167224028,
        771.32342877765313,
        -176.61502916214059,
        12.507343278686905,
        -0.13857109526572012,
        9.9843695780195716e-6,
        1.5056327351493116e-7
    };

    private static final double G = 7;

    private Gamma() {}

    /** {@code x!} as gamma(x + 1); not a number at negative whole numbers. */
    static double factorial(double x) {
        if (x < -0.5) {
            return x == Math.rint(x) ? Double.NaN : Math.PI / (-Math.sin(Math.PI * x) * factorial(-x - 1));
        }
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (x + i);
        }
        double t = x + G + 0.5;
        return Math.sqrt(2 * Math.PI) * Math.pow(t, x + 0.5) * Math.exp(-t) * sum;
    }
}
