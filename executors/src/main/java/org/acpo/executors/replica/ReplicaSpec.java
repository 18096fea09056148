package org.acpo.executors.replica;

import java.io.Serializable;
import org.acpo.common.config.TrainConfig.ModelConfig.Dtype;

/**
 * Which policy a task needs. Serializable, from the driver to executors.
 *
 * @param model Hugging Face folder with the model's description and tokenizer, reachable from executors
 * @param weights folder of a {@link WeightStore}, or empty to use the weights of {@code model}
 * @param version version of the weights; ignored when {@code weights} is empty
 */
public record ReplicaSpec(String model, String weights, int version, Dtype dtype) implements Serializable {
    /** The policy that {@code model} itself holds. */
    public static ReplicaSpec of(String model, Dtype dtype) {
        return new ReplicaSpec(model, "", 0, dtype);
    }

    /** The same model with other weights. */
    public ReplicaSpec at(int newVersion) {
        return new ReplicaSpec(model, weights, newVersion, dtype);
    }

    boolean isVersioned() {
        return !weights.isEmpty();
    }
}
