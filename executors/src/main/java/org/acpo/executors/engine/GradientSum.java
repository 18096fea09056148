package org.acpo.executors.engine;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.acpo.executors.engine.WeightLayout.Slot;

/** The float32 gradient of a policy's loss with respect to what is trained, summed over packs. Not thread-safe. */
final class GradientSum implements AutoCloseable {
    /** Packs are padded to a multiple of this many rows, because kernels are prepared anew for each number of rows. */
    private static final int MULTIPLE = 64;

    private final Policy policy;
    private final NDList tensors;
    private final LogitsBudget budget;
    private final GradientOptions options;
    /** Gradients of the workers but the first. */
    private final List<NDList> others = new ArrayList<>();

    private final Workers workers;

    GradientSum(Policy policy, GradientOptions options) {
        this.policy = policy;
        this.tensors = AdamW.zerosLike(policy, policy.trained());
        this.budget = new LogitsBudget(options.logitsMemoryMb());
        this.options = options;
        for (int worker = 1; worker < options.workers(); worker++) {
            others.add(AdamW.zerosLike(policy, policy.trained()));
        }
        this.workers = new Workers(options.workers());
    }

    /** In the order of the policy's trained tensors. */
    NDList tensors() {
        return tensors;
    }

    Policy policy() {
        return policy;
    }

    GradientOptions options() {
        return options;
    }

    /** Sets the sum to the gradient of the weighted sum over all tokens of {@code groups}, which may have none. */
    UpdateStats.Sums accumulate(NDManager scope, List<TrainGroup> groups, LossSpec loss) {
        List<TrainPack> packs = TrainPack.of(groups, options);
        PackStats[] statistics = new PackStats[packs.size()];
        policy.program().zero(tensors);
        others.forEach(other -> policy.program().zero(other));
        workers.each(packs.size(), (worker, pack) -> {
            NDList into = worker == 0 ? tensors : others.get(worker - 1);
            statistics[pack] = backward(scope, packs.get(pack), loss, into);
        });
        others.forEach(other -> policy.program().add(tensors, other));
        UpdateStats.Sums sums = new UpdateStats.Sums();
        for (int pack = 0; pack < packs.size(); pack++) {
            sums.add(statistics[pack], packs.get(pack).tokens());
        }
        return sums;
    }

    private PackStats backward(NDManager owner, TrainPack pack, LossSpec loss, NDList into) {
        try (NDManager scope = owner.newSubManager()) {
            return accumulate(scope, pack, loss, into);
        }
    }

    private PackStats accumulate(NDManager scope, TrainPack pack, LossSpec loss, NDList into) {
        PackedBatch batch = pack.batch();
        int vocabulary = policy.spec().vocabSize();
        Passes passes =
                new Passes(budget.chunk(vocabulary), budget.keepsAll(pack.tokens(), vocabulary), options.recompute());
        return policy.program()
                .accumulate(
                        scope,
                        policy.network(),
                        BatchTensors.of(batch, rounded(batch.size()), scope),
                        pack.targets(rounded(pack.tokens()), scope),
                        pack.lossTokens(scope),
                        pack.sequences(),
                        loss,
                        passes,
                        into);
    }

    private static int rounded(int size) {
        return (size + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
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
        return policy.program().gradientNorm(scope, present);
    }

    @Override
    public void close() {
        workers.close();
        tensors.close();
        others.forEach(NDList::close);
    }
}
