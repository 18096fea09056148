package org.acpo.executors.engine;

import ai.djl.ndarray.NDArray;

/**
 * How tokens are drawn, and until when.
 *
 * @param topK 0 for all tokens
 * @param topP 1 for all tokens
 * @param stops [any] int64, tokens that end a row
 * @param probe a token whose log-probability is wanted at every place; −1 for none
 * @param patience decoding ends once this many rows have ended
 */
public record DrawRule(int topK, double topP, NDArray stops, int probe, int patience) {}
