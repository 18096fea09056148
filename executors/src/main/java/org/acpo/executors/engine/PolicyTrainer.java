package org.acpo.executors.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.common.update.LoraConfig;
import org.acpo.common.update.OptimizerConfig;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelSpec;

/**
 * The policy update (method.md section 6): loss and gradient over packed batches, clipping, AdamW. Owns a policy and changes
 * all its weights in place, or with LoRA adapters beside them and nothing else; with bfloat16 compute it keeps float32 masters
 * of what it changes. Not thread-safe.
 */
public final class PolicyTrainer implements AutoCloseable {
    private final Policy base;
    private final Policy policy;
    private final NDList masters;
    private final AdamW optimizer;
    private final GradientSum gradients;

    private PolicyTrainer(
            Policy base,
            Policy policy,
            Map<String, HostTensor> start,
            OptimizerConfig optimizer,
            GradientOptions options) {
        this.base = base;
        this.policy = policy;
        this.masters = policy.compute() == Dtype.FLOAT32 ? policy.trained() : policy.uploadTrained(start, "");
        this.gradients = new GradientSum(policy, options);
        this.optimizer = new AdamW(policy, masters, optimizer);
    }

    /**
     * A trainer of all weights that begins at the given Hugging Face parameters.
     *
     * @throws org.acpo.common.UserException when a parameter is missing or has the wrong shape
     */
    public static PolicyTrainer create(
            ModelSpec spec,
            Map<String, HostTensor> weights,
            Dtype compute,
            Device device,
            OptimizerConfig optimizer,
            GradientOptions options) {
        Policy policy = Policy.load(spec, weights, compute, device);
        return new PolicyTrainer(policy, policy, weights, optimizer, options);
    }

    /**
     * A trainer of adapters on a base, which stays as it is and is closed with the trainer.
     *
     * @param adapters where they begin, for instance {@link LoraLayout#initial}
     * @throws org.acpo.common.UserException when an adapter is missing or has the wrong shape
     */
    public static PolicyTrainer ofAdapters(
            Policy base,
            LoraConfig lora,
            Map<String, HostTensor> adapters,
            OptimizerConfig optimizer,
            GradientOptions options) {
        Policy policy = base.adapted(lora, adapters);
        return new PolicyTrainer(base, policy, adapters, optimizer, options);
    }

    /** The policy being trained; it must not be refreshed. */
    public Policy policy() {
        return policy;
    }

    /** The trainer's base with other adapters; must not outlive the trainer. */
    public Policy pinned(LoraConfig lora, Map<String, HostTensor> adapters) {
        return base.adapted(lora, adapters);
    }

    /** Scores under this policy or another of its kind, in packs as gradients are computed in. */
    public Scorer scorer(Policy scored) {
        return new Scorer(scored, gradients.options());
    }

    /**
     * One optimizer step on a minibatch, whose loss is the weighted sum over all its tokens.
     *
     * @param learningRate of this step
     * @return statistics; {@link UpdateStats#applied()} is false when the loss or the gradient was not finite, and then
     *     neither weights nor optimizer state changed
     */
    public UpdateStats step(List<TrainGroup> minibatch, LossSpec loss, double learningRate) {
        try (NDManager scope = policy.manager().newSubManager()) {
            return apply(scope, accumulate(scope, minibatch, loss), learningRate);
        }
    }

    /**
     * One optimizer step with a gradient that executors computed.
     *
     * @param shards the others of {@link GradientShards}, summed over the parts of the minibatch, in order
     * @param statistics the first shard of every part
     */
    public UpdateStats step(Iterator<byte[]> shards, List<byte[]> statistics, double learningRate) {
        UpdateStats.Sums sums = new UpdateStats.Sums();
        statistics.forEach(sums::add);
        requireTokens(sums);
        try (NDManager scope = policy.manager().newSubManager()) {
            GradientShards.receive(shards, policy, gradients.tensors());
            return apply(scope, sums, learningRate);
        }
    }

    private UpdateStats apply(NDManager scope, UpdateStats.Sums sums, double learningRate) {
        double norm = gradients.norm(scope);
        boolean finite = Double.isFinite(norm) && Double.isFinite(sums.loss());
        if (finite) {
            optimizer.apply(gradients.tensors(), norm, learningRate);
            refreshCompute();
        }
        return sums.stats(finite, norm);
    }

    private UpdateStats.Sums accumulate(NDManager scope, List<TrainGroup> minibatch, LossSpec loss) {
        UpdateStats.Sums sums = gradients.accumulate(scope, minibatch, loss);
        requireTokens(sums);
        return sums;
    }

    private static void requireTokens(UpdateStats.Sums sums) {
        if (sums.tokens() == 0) {
            throw new IllegalArgumentException("a minibatch without response tokens");
        }
    }

    private void refreshCompute() {
        if (policy.compute() != Dtype.FLOAT32) {
            policy.program().assign(policy.trained(), masters);
        }
    }

    /** The gradient of a minibatch's loss by parameter, float32, unclipped; changes nothing. */
    public Map<String, HostTensor> gradient(List<TrainGroup> minibatch, LossSpec loss) {
        try (NDManager scope = policy.manager().newSubManager()) {
            accumulate(scope, minibatch, loss);
            Map<String, HostTensor> gradient = policy.downloadTrained(gradients.tensors(), "");
            gradient.replaceAll((name, tensor) -> tensor.stored());
            return gradient;
        }
    }

    /**
     * The masters of what is trained, float32: Hugging Face parameters, or adapters by PEFT's names. Like what {@link
     * #published()} and {@link #optimizerState()} give they are views, fetched from the device when they are read, which the
     * next step changes.
     */
    public Map<String, HostTensor> weights() {
        return policy.downloadTrained(masters, "");
    }

    /** What executors need to sample from the present policy: all weights as they are computed with, or the adapters. */
    public Map<String, HostTensor> published() {
        return base == policy ? policy.export() : weights();
    }

    /** The optimizer's state: two float32 tensors a parameter, {@code exp_avg.NAME} and {@code exp_avg_sq.NAME}. */
    public Map<String, HostTensor> optimizerState() {
        return optimizer.export();
    }

    /** Optimizer steps done, skipped ones not counted. */
    public int optimizerSteps() {
        return optimizer.step();
    }

    /**
     * Goes on from what {@link #optimizerState()} and {@link #optimizerSteps()} gave, bit for bit if the trainer was
     * created from the {@link #weights()} of that moment.
     *
     * @throws org.acpo.common.UserException when a tensor is missing or has the wrong shape
     */
    public void restoreOptimizer(Map<String, HostTensor> state, int steps) {
        optimizer.restore(state, steps);
    }

    @Override
    public void close() {
        gradients.close();
        base.close();
    }
}
