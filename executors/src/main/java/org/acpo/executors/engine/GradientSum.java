package org.acpo.executors.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.acpo.executors.engine.WeightLayout.Slot;

/** The gradient of a policy's loss by what is trained, summed over packs, float32. Not thread-safe. */
final class GradientSum implements AutoCloseable {
    private final Policy policy;
    private final NDList tensors;
    private final LogitsBudget budget;
    private final GradientOptions options;
    /** Gradients of the workers but the first. */
    private final List<NDList> others = new ArrayList<>();

    private final ExecutorService workers;

    GradientSum(Policy policy, GradientOptions options) {
        this.policy = policy;
        this.tensors = AdamW.zerosLike(policy, policy.trained());
        this.budget = new LogitsBudget(options.logitsMemoryMb());
        this.options = options;
        for (int worker = 1; worker < options.workers(); worker++) {
            others.add(AdamW.zerosLike(policy, policy.trained()));
        }
        this.workers = Executors.newFixedThreadPool(options.workers(), task -> {
            Thread thread = new Thread(task, "acpo-gradient");
            thread.setDaemon(true);
            return thread;
        });
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
        List<TrainPack> packs = TrainPack.of(groups, budget(groups));
        List<float[]> statistics = others.isEmpty() ? inTurn(scope, packs, loss) : sideBySide(scope, packs, loss);
        for (int i = 0; i < packs.size(); i++) {
            sums.add(statistics.get(i), packs.get(i).tokens());
        }
        return sums;
    }

    /** Tokens of a pack: those of all workers' packs together are as many as allowed, and each worker gets some. */
    private int budget(List<TrainGroup> groups) {
        int tokens = 0;
        for (TrainGroup group : groups) {
            tokens += group.prompt().length;
            for (TrainSequence sequence : group.sequences()) {
                tokens += sequence.tokens().length;
            }
        }
        int most = options.tokensPerPack();
        return others.isEmpty() ? most : Math.min(most, tokens) / options.workers() + 1;
    }

    private List<float[]> inTurn(NDManager scope, List<TrainPack> packs, LossSpec loss) {
        return packs.stream().map(pack -> backward(scope, pack, loss, tensors)).toList();
    }

    /** Pack i goes to worker i modulo their number, whatever the time it takes, so that the sum is always the same. */
    private List<float[]> sideBySide(NDManager scope, List<TrainPack> packs, LossSpec loss) {
        float[][] statistics = new float[packs.size()][];
        List<Future<?>> running = new ArrayList<>();
        for (int worker = 0; worker < options.workers(); worker++) {
            int first = worker;
            NDList into = worker == 0 ? tensors : others.get(worker - 1);
            running.add(workers.submit(() -> {
                Threads.limit(1);
                if (first > 0) {
                    policy.program().train(scope, "zero", into);
                }
                for (int i = first; i < packs.size(); i += options.workers()) {
                    statistics[i] = backward(scope, packs.get(i), loss, into);
                }
            }));
        }
        await(running);
        others.forEach(other -> policy.program().train(scope, "add", tensors, other));
        return List.of(statistics);
    }

    /** All of them end before the first failure is thrown, because the caller then frees what they compute with. */
    private static void await(List<Future<?>> running) {
        RuntimeException failure = null;
        for (Future<?> worker : running) {
            try {
                worker.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while gradients were computed", e);
            } catch (ExecutionException e) {
                RuntimeException cause =
                        e.getCause() instanceof RuntimeException thrown ? thrown : new IllegalStateException(e);
                failure = failure == null ? cause : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private float[] backward(NDManager owner, TrainPack pack, LossSpec loss, NDList into) {
        try (NDManager scope = owner.newSubManager()) {
            return accumulate(scope, pack, loss, into);
        }
    }

    private float[] accumulate(NDManager scope, TrainPack pack, LossSpec loss, NDList into) {
        BatchTensors on = BatchTensors.of(pack.batch(), scope);
        float[] temperatures = pack.temperatures();
        int vocabulary = policy.spec().vocabSize();
        NDArray stats = policy.train(
                        scope,
                        "accumulate",
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
                        options.recompute(),
                        into)
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
        workers.shutdown();
        tensors.close();
        others.forEach(NDList::close);
    }
}
