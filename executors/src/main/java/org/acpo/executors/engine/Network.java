package org.acpo.executors.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * What the program knows of a policy: the first arguments of its methods that compute with one.
 *
 * @param weights its {@code w}, in the compute format; the list changes when the policy takes other weights
 * @param adapters its {@code lora}: A and B as {@link LoraLayout} has them, or none
 * @param factor of B A
 * @param dims sizes, as {@link Dimension} lists them
 * @param eps [] float32, of the norms
 * @param inverseFrequencies [head_dim / 2] float32, of the rotary embedding
 */
public record Network(
        NDList weights, NDList adapters, double factor, long[] dims, NDArray eps, NDArray inverseFrequencies) {

    /** The same shape with other weights. */
    Network with(NDList otherWeights, NDList otherAdapters, double otherFactor) {
        return new Network(otherWeights, otherAdapters, otherFactor, dims, eps, inverseFrequencies);
    }
}
