package org.acpo.executors.engine;

/**
 * What the policy thinks of T tokens.
 *
 * @param logProbs log-probabilities in nats under the tempered distribution
 * @param entropies of the distributions that predicted them, in nats, at temperature 1 over the whole vocabulary
 */
public record Score(float[] logProbs, float[] entropies) {}
