package org.acpo.executors.engine;

/**
 * Sums over the response tokens of a pack, and extremes, before the optimizer's step.
 *
 * @param clippedLow tokens with a negative advantage whose ratio fell below 1 − clip_low
 * @param clippedHigh tokens with a positive advantage whose ratio rose above 1 + clip_high
 * @param kl of the KL estimator
 * @param ratio of importance ratios
 * @param loss weighted as the tokens are
 * @param entropy in nats, at temperature 1
 */
record PackStats(
        float clippedLow,
        float clippedHigh,
        float kl,
        float ratio,
        float ratioMin,
        float ratioMax,
        float loss,
        float entropy) {

    /** From the program's vector. */
    static PackStats of(float[] values) {
        return new PackStats(values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7]);
    }
}
