package org.acpo.executors.engine;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.acpo.common.update.LoraConfig;
import org.acpo.executors.engine.WeightLayout.Part;
import org.acpo.executors.engine.WeightLayout.Slot;
import org.acpo.executors.model.HostTensor;

/**
 * A policy as executors serve it: one to sample and score with, and the same one to differentiate. Without LoRA they are one.
 * With it the first has the adapters merged into its weights, so that tokens cost no more than without; the second keeps base
 * and adapters apart. What is not adapted they share.
 */
public final class ServedPolicy implements AutoCloseable {
    private final Policy base;
    private final Policy trained;
    private final Policy policy;

    private ServedPolicy(Policy base, Policy trained, Policy policy) {
        this.base = base;
        this.trained = trained;
        this.policy = policy;
    }

    /** Serves a policy, which is closed with this. */
    public static ServedPolicy of(Policy policy) {
        return new ServedPolicy(policy, policy, policy);
    }

    /**
     * Serves a base, which is closed with this, and adapters on it.
     *
     * @throws org.acpo.common.UserException when an adapter is missing or has the wrong shape
     */
    public static ServedPolicy of(Policy base, LoraConfig lora, Map<String, HostTensor> adapters) {
        try {
            Policy trained = base.adapted(lora, adapters);
            ServedPolicy served = new ServedPolicy(base, trained, base.withOwn(adaptedSlots(trained)));
            served.merge();
            return served;
        } catch (RuntimeException e) {
            base.close();
            throw e;
        }
    }

    private static Set<Integer> adaptedSlots(Policy trained) {
        Set<Integer> adapted = new HashSet<>();
        List<Slot> slots = trained.layout().slots();
        int module = 0;
        for (int i = 0; i < slots.size(); i++) {
            int end = module + LoraLayout.modules(slots.get(i));
            for (; module < end; module++) {
                if (!trained.trainedLayout().slots().get(2 * module).isEmpty()) {
                    adapted.add(i);
                }
            }
        }
        return adapted;
    }

    /** To sample and score with. */
    public Policy policy() {
        return policy;
    }

    /** To differentiate by what is trained. */
    public Policy trained() {
        return trained;
    }

    /**
     * Takes other weights, or other adapters where there are some; nothing may compute meanwhile.
     *
     * @throws org.acpo.common.UserException when a parameter is missing or has the wrong shape; earlier ones are then
     *     already overwritten
     */
    public void refresh(Map<String, HostTensor> weights) {
        trained.host().overwrite(trained.trained(), trained.trainedLayout(), weights, "");
        merge();
    }

    private void merge() {
        List<Slot> slots = base.layout().slots();
        int module = 0;
        for (int i = 0; i < slots.size(); i++) {
            int modules = LoraLayout.modules(slots.get(i));
            if (policy.weights().get(i) != base.weights().get(i)) {
                NDList pairs = new NDList(trained.adapters().subList(2 * module, 2 * (module + modules)));
                long[] rows =
                        slots.get(i).parts().stream().mapToLong(Part::rows).toArray();
                try (NDManager scope = base.manager().newSubManager()) {
                    base.program()
                            .infer(
                                    scope,
                                    "merge",
                                    policy.weights().get(i),
                                    base.weights().get(i),
                                    pairs,
                                    rows,
                                    trained.factor());
                }
            }
            module += modules;
        }
    }

    @Override
    public void close() {
        base.close();
    }
}
