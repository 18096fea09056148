package org.acpo.executors.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.Map;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.common.update.LoraConfig;
import org.acpo.executors.engine.WeightLayout.Part;
import org.acpo.executors.engine.WeightLayout.Slot;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelSpec;
import org.jspecify.annotations.Nullable;

/**
 * A policy as executors hold it, in up to two forms. The one to sample and score with has its matrices in the form that multiplies
 * fastest and, with LoRA, the adapters merged into its weights, so that tokens cost no more than without. Where gradients are
 * computed there is a second one to differentiate, which has the matrices as they are trained, with base and adapters apart. The two
 * share all other tensors.
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

    /** To sample and score with. */
    public Policy policy() {
        return policy;
    }

    /**
     * To differentiate by what is trained.
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
     * Replaces the weights, or the adapters if there are any. Nothing may compute meanwhile.
     *
     * @throws org.acpo.common.UserException when a parameter is missing or has the wrong shape; earlier ones are then
     *     already overwritten
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
        List<Slot> slots = base.layout().slots();
        int module = 0;
        for (int i = 0; i < slots.size(); i++) {
            int end = module + LoraLayout.modules(slots.get(i));
            if (isAdapted(trained, module, end)) {
                NDList pairs = new NDList(trained.adapters().subList(2 * module, 2 * end));
                long[] rows =
                        slots.get(i).parts().stream().mapToLong(Part::rows).toArray();
                NDArray merged = base.program()
                        .infer(policy.manager(), "merge", base.weights().get(i), pairs, rows, trained.factor())
                        .get(0);
                policy.take(merged, i);
            }
            module = end;
        }
    }

    /** Whether one of the modules [from, to) has an adapter. */
    private static boolean isAdapted(Policy trained, int from, int to) {
        for (int module = from; module < to; module++) {
            if (!trained.trainedLayout().slots().get(2 * module).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        base.close();
    }
}
