package org.acpo.executors.engine;

import java.io.Serializable;

/**
 * What the policy thinks of T tokens.
 *
 * @param logProbs log-probabilities in nats under the tempered distribution
 * @param entropies of the distributions that predicted them, in nats, at temperature 1 over the whole vocabulary
 * @param probeLogProbs log-probability at temperature 1 that the probe token stands in each one's place; empty when none
 *     was asked for
 */
public record Score(float[] logProbs, float[] entropies, float[] probeLogProbs) implements Serializable {
    Score(float[] logProbs, float[] entropies) {
        this(logProbs, entropies, new float[0]);
    }
}
