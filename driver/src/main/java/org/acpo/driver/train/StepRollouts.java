package org.acpo.driver.train;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.acpo.common.curriculum.EpochPlan;
import org.acpo.common.curriculum.RunPosition;
import org.acpo.common.problem.Problem;
import org.acpo.driver.rollout.SampledStep;
import org.acpo.executors.rollout.RolloutSpec;
import org.jspecify.annotations.Nullable;

/**
 * The rollouts of one step after another. Those of the next may be begun while the driver learns from the last ({@code
 * rollout.overlap}); they are then sampled from the policy before that update. Used by one thread.
 */
final class StepRollouts implements AutoCloseable {
    private final RunParts run;
    private final ExecutorService ahead = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "acpo-rollouts-ahead");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Begun begun;

    /**
     * What is wanted of a step.
     *
     * @param version of the policy that is sampled
     * @param indices of the problems
     * @param problemWeights by which others are drawn in the place of problems without signal
     */
    record Order(RunPosition position, int version, int[] indices, double[] problemWeights) {}

    private record Begun(int version, Future<SampledStep> rollouts) {}

    StepRollouts(RunParts run) {
        this.run = run;
    }

    /**
     * The rollouts of a step, which may have been begun during the last one.
     *
     * @param next what is to be begun now, to be sampled while the caller goes on; null for nothing
     */
    SampledStep of(Order order, @Nullable Order next) {
        SampledStep sampled = begun == null ? sample(order) : await(begun);
        begun = null;
        if (next != null) {
            begin(next);
        }
        return sampled;
    }

    private void begin(Order order) {
        begun = new Begun(order.version(), ahead.submit(() -> sample(order)));
    }

    /** Versions that are being sampled, whose weights must stay. */
    Set<Integer> versions() {
        return begun == null ? Set.of() : Set.of(begun.version());
    }

    private static SampledStep await(Begun begun) {
        try {
            return begun.rollouts().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the next step was sampled", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException("sampling the next step failed: " + e.getCause(), e.getCause());
        }
    }

    private SampledStep sample(Order order) {
        Set<Integer> used = new HashSet<>(IntStream.of(order.indices()).boxed().toList());
        Cluster cluster = run.cluster();
        return cluster.sampler()
                .sample(
                        order.position(),
                        RolloutSpec.training(run.config(), cluster.replica().at(order.version())),
                        problems(order.indices()),
                        (attempt, n) -> replacements(order, attempt, n, used));
    }

    private List<Problem> replacements(Order order, int attempt, int n, Set<Integer> used) {
        int[] drawn = EpochPlan.replacements(
                run.config().seed(), order.position().step(), attempt, order.problemWeights(), used, n);
        IntStream.of(drawn).forEach(used::add);
        return problems(drawn);
    }

    private List<Problem> problems(int[] indices) {
        return IntStream.of(indices).mapToObj(run.train()::get).toList();
    }

    @Override
    public void close() {
        ahead.shutdownNow();
    }
}
