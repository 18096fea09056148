package org.acpo.executors.replica;

import java.io.Serializable;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;

/**
 * Which policy a task needs. Serializable, from the driver to executors.
 *
 * @param model Hugging Face folder with the model's description and tokenizer, reachable from executors;
 *     for LoRA the folder of an adapter, whose base executors then read
 * @param weights folder of a {@link WeightStore} with weights, for LoRA with adapters, or empty to use the weights of {@code
 *     model}
 * @param version version of the weights; when {@code weights} is empty, a number that changes when the folder's content
 *     does, so that a rewritten folder is read again
 * @param gradients whether gradients are computed with it too, for which executors hold the weights in a second form
 */
public record ReplicaSpec(String model, String weights, int version, Dtype dtype, boolean gradients)
        implements Serializable {
    /** The policy that {@code model} itself holds. */
    public static ReplicaSpec of(String model, Dtype dtype) {
        return new ReplicaSpec(model, "", 0, dtype, false);
    }

    /** The same model with other weights. */
    public ReplicaSpec at(int newVersion) {
        return new ReplicaSpec(model, weights, newVersion, dtype, gradients);
    }

    /** The same for all that one replica can serve, refreshed or not. */
    ReplicaSpec family() {
        return isVersioned() ? at(0) : this;
    }

    boolean isVersioned() {
        return !weights.isEmpty();
    }
}
