package org.acpo.executors.engine;

import java.nio.ByteBuffer;

/**
 * What one optimizer step did. Fractions and means are over its response tokens.
 *
 * @param applied false when loss or gradient were not finite and nothing was changed
 * @param gradNorm global norm before clipping
 * @param clipFracLow share of tokens with a negative advantage whose ratio fell below 1 − clip_low
 * @param clipFracHigh share of tokens with a positive advantage whose ratio rose above 1 + clip_high
 * @param kl mean of the KL estimator, 0 without reference
 * @param entropy mean entropy of the policy before the step, in nats, at temperature 1
 */
public record UpdateStats(
        boolean applied,
        double loss,
        double gradNorm,
        int tokens,
        double clipFracLow,
        double clipFracHigh,
        double kl,
        double ratioMean,
        double ratioMin,
        double ratioMax,
        double entropy) {

    /** Sums over packs. */
    static final class Sums {
        private int tokens;
        private double clippedLow;
        private double clippedHigh;
        private double kl;
        private double ratio;
        private double ratioMin = Double.POSITIVE_INFINITY;
        private double ratioMax = Double.NEGATIVE_INFINITY;
        private double loss;
        private double entropy;

        void add(PackStats pack, int packTokens) {
            tokens += packTokens;
            clippedLow += pack.clippedLow();
            clippedHigh += pack.clippedHigh();
            kl += pack.kl();
            ratio += pack.ratio();
            ratioMin = Math.min(ratioMin, pack.ratioMin());
            ratioMax = Math.max(ratioMax, pack.ratioMax());
            loss += pack.loss();
            entropy += pack.entropy();
        }

        /** Adds what {@link #bytes} gave. */
        void add(byte[] travelled) {
            ByteBuffer values = ByteBuffer.wrap(travelled);
            tokens += values.getInt();
            clippedLow += values.getDouble();
            clippedHigh += values.getDouble();
            kl += values.getDouble();
            ratio += values.getDouble();
            ratioMin = Math.min(ratioMin, values.getDouble());
            ratioMax = Math.max(ratioMax, values.getDouble());
            loss += values.getDouble();
            entropy += values.getDouble();
        }

        /** To travel from an executor to the driver. */
        byte[] bytes() {
            ByteBuffer values =
                    ByteBuffer.allocate(Integer.BYTES + 8 * Double.BYTES).putInt(tokens);
            for (double value : new double[] {clippedLow, clippedHigh, kl, ratio, ratioMin, ratioMax, loss, entropy}) {
                values.putDouble(value);
            }
            return values.array();
        }

        int tokens() {
            return tokens;
        }

        double loss() {
            return loss;
        }

        UpdateStats stats(boolean applied, double gradNorm) {
            return new UpdateStats(
                    applied,
                    loss,
                    gradNorm,
                    tokens,
                    clippedLow / tokens,
                    clippedHigh / tokens,
                    kl / tokens,
                    ratio / tokens,
                    ratioMin,
                    ratioMax,
                    entropy / tokens);
        }
    }
}
