package org.acpo.executors.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.update.OptimizerConfig;
import org.acpo.executors.engine.WeightLayout.Slot;
import org.acpo.executors.model.HostTensor;

/** AdamW with global-norm clipping over the master weights, updating them in place by fused kernels. */
final class AdamW {
    private static final String FIRST = "exp_avg.";
    private static final String SECOND = "exp_avg_sq.";

    private final Policy policy;
    private final OptimizerConfig config;
    private final NDList masters;
    private final NDList first;
    private final NDList second;
    private int step;

    AdamW(Policy policy, NDList masters, OptimizerConfig config) {
        this.policy = policy;
        this.config = config;
        this.masters = masters;
        this.first = zerosLike(policy, masters);
        this.second = zerosLike(policy, masters);
    }

    /** Zero-filled float32 tensors of the same shapes, owned by the policy. */
    static NDList zerosLike(Policy policy, NDList tensors) {
        NDList zeros = new NDList();
        for (NDArray tensor : tensors) {
            zeros.add(policy.manager().zeros(tensor.getShape()));
        }
        return zeros;
    }

    /** Steps done so far. */
    int step() {
        return step;
    }

    /** One step; {@code gradients} are scaled in place by min(1, clip_norm / (norm + 1e-6)). */
    void apply(NDList gradients, double norm, double learningRate) {
        step++;
        double scale = Math.min(1, config.clipNorm() / (norm + 1e-6));
        apply(gradients, true, learningRate, scale);
        apply(gradients, false, learningRate, scale);
    }

    private void apply(NDList gradients, boolean decayed, double learningRate, double scale) {
        NDList parameters = chosen(masters, decayed);
        if (parameters.isEmpty()) {
            return;
        }
        double decay = decayed || config.decayAll() ? config.weightDecay() : 0;
        AdamWStep numbers =
                new AdamWStep(step, learningRate, config.beta1(), config.beta2(), decay, config.epsilon(), scale);
        NDList firsts = chosen(first, decayed);
        NDList seconds = chosen(second, decayed);
        policy.program().adamw(parameters, chosen(gradients, decayed), firsts, seconds, numbers);
    }

    private NDList chosen(NDList tensors, boolean decayed) {
        List<Slot> slots = policy.trainedLayout().slots();
        NDList chosen = new NDList();
        for (int i = 0; i < slots.size(); i++) {
            if (!slots.get(i).isEmpty() && slots.get(i).decayed() == decayed) {
                chosen.add(tensors.get(i));
            }
        }
        return chosen;
    }

    /** Views of both moments of every parameter, float32, by name. */
    Map<String, HostTensor> export() {
        Map<String, HostTensor> state = new LinkedHashMap<>(policy.downloadTrained(first, FIRST));
        state.putAll(policy.downloadTrained(second, SECOND));
        return state;
    }

    /** Goes on from an exported state, which replaces the present one in place. */
    void restore(Map<String, HostTensor> state, int stepsDone) {
        policy.host().overwrite(first, policy.trainedLayout(), state, FIRST);
        policy.host().overwrite(second, policy.trainedLayout(), state, SECOND);
        step = stepsDone;
    }
}
