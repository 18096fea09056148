package org.acpo.executors.task;

import java.io.Serializable;

/**
 * What the policy thinks of a {@link TokenSequence}, an entry for each of its tokens, NaN for the first, which nothing
 * predicts.
 *
 * @param logProbs nats, at temperature 1
 * @param entropies nats, of the distributions that predict the tokens
 */
public record SequenceScore(int slot, float[] logProbs, float[] entropies) implements Serializable {}
