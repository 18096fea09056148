package org.acpo.executors.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Map;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.common.update.LoraConfig;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.LayerWeight;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.model.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * A policy as executors serve it, in two forms. One samples and scores: its matrices are packed, and adapters of LoRA are merged
 * into them, so that a token costs no more than without LoRA. The other exists only where gradients are computed: its matrices
 * are plain, and base and adapters stay apart. Tensors that are the same in both are shared.
 */
public final class ServedPolicy implements AutoCloseable {
    private final Policy policy;
    private final @Nullable Policy trained;
    private final Policy base;

    private ServedPolicy(Policy policy, @Nullable Policy trained, Policy base) {
        this.policy = policy;
        this.trained = trained;
        this.base = base;
    }

    /**
     * A policy to infer with alone.
     *
     * @throws org.acpo.common.UserException as {@link Policy#load}
     */
    public static ServedPolicy inferring(
            ModelSpec spec, Map<String, HostTensor> weights, Dtype compute, Device device) {
        Policy policy = Policy.serve(spec, weights, compute, device);
        return new ServedPolicy(policy, null, policy);
    }

    /** Serves a policy, which is closed with this. */
    public static ServedPolicy of(Policy base) {
        return new ServedPolicy(base.serving(), base, base);
    }

    /**
     * Serves a base, which is closed with this, and adapters on it.
     *
     * @throws org.acpo.common.UserException when an adapter is missing or has the wrong shape
     */
    public static ServedPolicy of(Policy base, LoraConfig lora, Map<String, HostTensor> adapters) {
        try {
            Policy trained = base.adapted(lora, adapters);
            Policy policy = base.serving();
            merge(base, trained, policy);
            return new ServedPolicy(policy, trained, base);
        } catch (RuntimeException e) {
            base.close();
            throw e;
        }
    }

    /** The form that samples and scores. */
    public Policy policy() {
        return policy;
    }

    /**
     * The form that has gradients.
     *
     * @throws IllegalStateException when this only infers
     */
    public Policy trained() {
        if (trained == null) {
            throw new IllegalStateException("a policy that only infers was asked for gradients");
        }
        return trained;
    }

    /**
     * Replaces all weights or, with LoRA, the adapters. Nothing may compute meanwhile.
     *
     * @throws org.acpo.common.UserException when a parameter is missing or has the wrong shape; those before it have then
     *     been replaced
     */
    public void refresh(Map<String, HostTensor> weights) {
        if (trained == null) {
            policy.refresh(weights);
        } else if (trained == base) {
            base.refresh(weights);
            policy.takeFrom(base);
        } else {
            trained.host().overwrite(trained.trained(), trained.trainedLayout(), weights, "");
            merge(base, trained, policy);
        }
    }

    private static void merge(Policy base, Policy trained, Policy policy) {
        for (int layer = 0; layer < base.spec().layers(); layer++) {
            for (LayerWeight weight : LayerWeight.values()) {
                int first = LoraLayout.place(weight, layer);
                int end = first + 2 * weight.matrices();
                if (isAdapted(trained, first, end)) {
                    NDList pairs = new NDList(trained.network().adapters().subList(first, end));
                    merge(base, trained, policy, weight.place(layer), pairs);
                }
            }
        }
    }

    private static void merge(Policy base, Policy trained, Policy policy, int slot, NDList pairs) {
        long[] rows = base.layout().slots().get(slot).parts().stream()
                .mapToLong(Parameter::rows)
                .toArray();
        double factor = trained.network().factor();
        NDArray plain = base.network().weights().get(slot);
        policy.take(base.program().merge(policy.manager(), plain, pairs, rows, factor), slot);
    }

    /** Whether one of the program's adapters [from, to) is there. */
    private static boolean isAdapted(Policy trained, int from, int to) {
        return trained.trainedLayout().slots().subList(from, to).stream().anyMatch(slot -> !slot.isEmpty());
    }

    @Override
    public void close() {
        base.close();
    }
}
