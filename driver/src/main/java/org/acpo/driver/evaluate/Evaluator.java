package org.acpo.driver.evaluate;

import java.util.List;
import java.util.stream.IntStream;
import org.acpo.common.evaluate.EvaluationSummary;
import org.acpo.common.evaluate.Outcome;
import org.acpo.common.problem.Problem;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.recipe.TrainConfig.EvaluationConfig;
import org.acpo.common.rollout.RolloutGroup;
import org.acpo.driver.spark.DealtJob;
import org.acpo.executors.replica.ReplicaSpec;
import org.acpo.executors.rollout.RolloutOrder;
import org.acpo.executors.rollout.RolloutSpec;
import org.acpo.executors.rollout.SampledGroup;
import org.acpo.executors.task.RolloutCounters;
import org.acpo.executors.task.RolloutTask;

/**
 * Held-out evaluation. Every evaluation of a run draws with the same random numbers, so that the difference between two is
 * the policy's and not the dice's. Driver side.
 */
public final class Evaluator {
    /** Stands for the policy version in the random numbers of every evaluation. */
    public static final int RANDOM_VERSION = -1;

    private final DealtJob job;
    private final RolloutCounters counters;

    public Evaluator(DealtJob job, RolloutCounters counters) {
        this.job = job;
        this.counters = counters;
    }

    /** Evaluates during training, as {@code evaluation} says. */
    public EvaluationSummary evaluate(
            String description, TrainConfig config, ReplicaSpec replica, List<Problem> problems) {
        RolloutSpec spec = spec(config, replica);
        return EvaluationSummary.of(responses(description, spec, problems, config.evaluation()).stream()
                .map(Outcome::of)
                .toList());
    }

    /** How evaluations sample. */
    public static RolloutSpec spec(TrainConfig config, ReplicaSpec replica) {
        RolloutSpec training = RolloutSpec.training(config, replica);
        EvaluationConfig evaluation = config.evaluation();
        RolloutSpec.Sampling sampling = new RolloutSpec.Sampling(
                evaluation.maxNewTokens(),
                evaluation.topP(),
                evaluation.topK(),
                config.rollout().stop(),
                config.rollout().slots(),
                config.rollout().deterministic());
        return new RolloutSpec(
                replica,
                config.seed(),
                RANDOM_VERSION,
                config.prompt(),
                sampling,
                config.verifier(),
                training.memory(),
                null);
    }

    /** {@code evaluation.samples} judged responses to every problem, in the problems' order. */
    public List<RolloutGroup> responses(
            String description, RolloutSpec spec, List<Problem> problems, EvaluationConfig evaluation) {
        List<RolloutOrder> orders = problems.stream()
                .map(problem -> new RolloutOrder(problem, 0, evaluation.samples(), (float) evaluation.temperature(), 1))
                .toList();
        List<SampledGroup> sampled =
                job.run(description, orders, new RolloutTask(spec, counters)).results();
        return IntStream.range(0, sampled.size())
                .mapToObj(i -> sampled.get(i).of(problems.get(i)))
                .toList();
    }
}
