package org.acpo.executors.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.acpo.executors.engine.WeightLayout.Slot;

/** The gradient of a policy's loss by what is trained, summed over packs, float32. Not thread-safe. */
final class GradientSum implements AutoCloseable {
    private final Policy policy;
    private final NDList tensors;
    private final int tokensPerPack;
    private final LogitsBudget budget;

    GradientSum(Policy policy, int tokensPerPack, int logitsMemoryMb) {
        this.policy = policy;
        this.tensors = AdamW.zerosLike(policy, policy.trained());
        this.tokensPerPack = tokensPerPack;
        this.budget = new LogitsBudget(logitsMemoryMb);
    }

    /** In the order of the policy's trained tensors. */
    NDList tensors() {
        return tensors;
    }

    Policy policy() {
        return policy;
    }

    /** Sets the sum to the gradient of the weighted sum over all tokens of {@code groups}, which may have none. */
    UpdateStats.Sums accumulate(NDManager scope, List<TrainGroup> groups, LossSpec loss) {
        policy.program().train(scope, "zero", tensors);
        UpdateStats.Sums sums = new UpdateStats.Sums();
        for (TrainPack pack : TrainPack.of(groups, tokensPerPack)) {
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
                        policy.adapters(),
                        policy.factor(),
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
                        false,
                        tensors)
                .get(0);
        return stats.toFloatArray();
    }

    /** Global norm. */
    double norm(NDManager scope) {
        NDList present = new NDList();
        List<Slot> slots = policy.trainedLayout().slots();
        for (int i = 0; i < slots.size(); i++) {
            if (!slots.get(i).isEmpty()) {
                present.add(tensors.get(i));
            }
        }
        return policy.program().train(scope, "gradient_norm", present).get(0).toDoubleArray()[0];
    }

    @Override
    public void close() {
        tensors.close();
    }
}
