package org.acpo.executors.engine;

import java.io.Serializable;

/**
 * A response of T tokens to learn from. The loss of a batch is Σ w_t · loss_t over all its tokens, so the weights hold the
 * whole aggregation (mean over tokens, over sequences, or a constant).
 *
 * @param temperature τ_i, under which log-probabilities are taken
 * @param weights T values w_t
 * @param advantages T values; a truncated importance weight between sampler and trainer is a factor of them. Empty for
 *     negative log-likelihood
 * @param oldLogProbs T behaviour log-probabilities; empty for negative log-likelihood
 * @param refLogProbs T reference log-probabilities; empty without a KL term
 */
public record TrainSequence(
        int[] tokens, float temperature, float[] weights, float[] advantages, float[] oldLogProbs, float[] refLogProbs)
        implements Serializable {

    private static final float[] NONE = {};

    public TrainSequence {
        requireLength("weights", weights, tokens, false);
        requireLength("advantages", advantages, tokens, true);
        requireLength("oldLogProbs", oldLogProbs, tokens, true);
        requireLength("refLogProbs", refLogProbs, tokens, true);
    }

    /** A response to imitate, at temperature 1. */
    public static TrainSequence imitated(int[] tokens, float[] weights) {
        return new TrainSequence(tokens, 1, weights, NONE, NONE, NONE);
    }

    private static void requireLength(String what, float[] values, int[] tokens, boolean mayBeEmpty) {
        if (values.length != tokens.length && !(mayBeEmpty && values.length == 0)) {
            throw new IllegalArgumentException(
                    values.length + " " + what + " for a response of " + tokens.length + " tokens");
        }
    }
}
