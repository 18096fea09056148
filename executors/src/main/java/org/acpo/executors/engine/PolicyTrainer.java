package org.acpo.executors.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.acpo.common.config.TrainConfig.ModelConfig.Dtype;
import org.acpo.common.update.OptimizerConfig;
import org.acpo.executors.engine.WeightLayout.Slot;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelSpec;

/**
 * The policy update (METHOD.md section 6): loss and gradient over packed batches, clipping, AdamW. Owns a policy whose
 * weights it changes in place; with bfloat16 compute it keeps float32 master weights beside them. Not thread-safe.
 */
public final class PolicyTrainer implements AutoCloseable {
    private final Policy policy;
    private final NDList masters;
    private final NDList gradients;
    private final AdamW optimizer;
    private final int tokensPerPack;
    private final LogitsBudget budget;

    private PolicyTrainer(
            Policy policy, NDList masters, OptimizerConfig optimizer, int tokensPerPack, int logitsMemoryMb) {
        this.policy = policy;
        this.masters = masters;
        this.gradients = AdamW.zerosLike(policy, masters);
        this.optimizer = new AdamW(policy, masters, optimizer);
        this.tokensPerPack = tokensPerPack;
        this.budget = new LogitsBudget(logitsMemoryMb);
    }

    /**
     * A trainer that begins at the given Hugging Face parameters.
     *
     * @param tokensPerPack token budget of one forward and backward pass
     * @param logitsMemoryMb bound on logits held at once
     * @throws org.acpo.common.UserException when a parameter is missing or has the wrong shape
     */
    public static PolicyTrainer create(
            ModelSpec spec,
            Map<String, HostTensor> weights,
            Dtype compute,
            Device device,
            OptimizerConfig optimizer,
            int tokensPerPack,
            int logitsMemoryMb) {
        Policy policy = Policy.load(spec, weights, compute, device);
        NDList masters = compute == Dtype.FLOAT32 ? policy.weights() : policy.upload(weights, "", Dtype.FLOAT32);
        return new PolicyTrainer(policy, masters, optimizer, tokensPerPack, logitsMemoryMb);
    }

    /** The policy being trained; it must not be refreshed. */
    public Policy policy() {
        return policy;
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
            UpdateStats.Sums sums = accumulate(scope, minibatch, loss);
            double norm = gradientNorm(scope);
            boolean finite = Double.isFinite(norm) && Double.isFinite(sums.loss());
            if (finite) {
                optimizer.apply(scope, gradients, norm, learningRate);
                refreshCompute(scope);
            }
            return sums.stats(finite, norm);
        }
    }

    /** Sets {@link #gradients} to the minibatch's gradient. */
    private UpdateStats.Sums accumulate(NDManager scope, List<TrainGroup> minibatch, LossSpec loss) {
        List<TrainPack> packs = TrainPack.of(minibatch, tokensPerPack);
        if (packs.isEmpty()) {
            throw new IllegalArgumentException("a minibatch without response tokens");
        }
        policy.program().train(scope, "zero", gradients);
        UpdateStats.Sums sums = new UpdateStats.Sums();
        for (TrainPack pack : packs) {
            try (NDManager packScope = scope.newSubManager()) {
                sums.add(backward(packScope, pack, loss), pack.tokens());
            }
        }
        return sums;
    }

    private float[] backward(NDManager scope, TrainPack pack, LossSpec loss) {
        BatchTensors on = BatchTensors.of(pack.batch(), scope);
        float[] temperatures = pack.temperatures();
        int vocabulary = policy.spec().vocabSize();
        NDArray stats = policy.program()
                .train(
                        scope,
                        "accumulate",
                        policy.weights(),
                        policy.dims(),
                        policy.epsilon(),
                        policy.inverseFrequencies(),
                        on.ids(),
                        on.positions(),
                        on.blocks(),
                        on.unpack(),
                        scope.create(pack.rows()),
                        scope.create(pack.targets()),
                        scope.create(Temperatures.inverse(temperatures)),
                        Temperatures.areUsed(temperatures),
                        pack.tensors(scope),
                        loss.numbers(),
                        loss.kinds(pack.sequences()),
                        budget.chunk(vocabulary),
                        budget.keepsAll(pack.tokens(), vocabulary),
                        gradients)
                .get(0);
        return stats.toFloatArray();
    }

    private double gradientNorm(NDManager scope) {
        NDList present = new NDList();
        List<Slot> slots = policy.layout().slots();
        for (int i = 0; i < slots.size(); i++) {
            if (!slots.get(i).isEmpty()) {
                present.add(gradients.get(i));
            }
        }
        return policy.program().train(scope, "gradient_norm", present).get(0).toDoubleArray()[0];
    }

    private void refreshCompute(NDManager scope) {
        if (policy.compute() != Dtype.FLOAT32) {
            policy.program().train(scope, "assign", policy.weights(), masters);
        }
    }

    /** The gradient of a minibatch's loss by parameter, float32, unclipped; changes nothing. */
    Map<String, HostTensor> gradient(List<TrainGroup> minibatch, LossSpec loss) {
        try (NDManager scope = policy.manager().newSubManager()) {
            accumulate(scope, minibatch, loss);
            return policy.download(gradients, "", Dtype.FLOAT32);
        }
    }

    /** The master weights as float32 Hugging Face parameters. */
    public Map<String, HostTensor> weights() {
        return policy.download(masters, "", Dtype.FLOAT32);
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
        policy.close();
    }
}
