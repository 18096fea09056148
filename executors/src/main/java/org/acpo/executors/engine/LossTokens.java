package org.acpo.executors.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * What the loss needs to know of R response tokens, on the device: [R] float32 each but for {@code sequences}, [R] int64. One
 * that the loss does not use may be empty.
 *
 * @param weights of the tokens in the loss
 * @param sequences number of the sequence that each token belongs to
 * @param shares 1 / length of that sequence
 */
record LossTokens(
        NDArray advantages,
        NDArray oldLogProbs,
        NDArray refLogProbs,
        NDArray weights,
        NDArray sequences,
        NDArray shares) {

    /** The program's {@code tokens}. */
    NDList list() {
        return new NDList(advantages, oldLogProbs, refLogProbs, weights, sequences, shares);
    }
}
