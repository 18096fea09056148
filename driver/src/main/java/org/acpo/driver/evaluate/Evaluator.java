package org.acpo.driver.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.acpo.common.evaluate.EvaluationSummary;
import org.acpo.common.problem.Problem;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.recipe.TrainConfig.EvaluationConfig;
import org.acpo.driver.rollout.RolloutJob;
import org.acpo.executors.replica.ReplicaSpec;
import org.acpo.executors.task.OrderedGroup;
import org.acpo.executors.task.RolloutOrder;
import org.acpo.executors.task.RolloutSpec;

/**
 * Held-out evaluation. Every evaluation of a run draws with the same random numbers, so that the difference between two is
 * the policy's and not the dice's. Driver side.
 */
public final class Evaluator {
    /** Stands for the policy version in the random numbers of every evaluation. */
    public static final int RANDOM_VERSION = -1;

    private final RolloutJob job;

    public Evaluator(RolloutJob job) {
        this.job = job;
    }

    /** Evaluates during training, as {@code evaluation} says. */
    public EvaluationSummary evaluate(
            String description, TrainConfig config, ReplicaSpec replica, List<Problem> problems) {
        RolloutSpec spec = spec(config, replica);
        return EvaluationSummary.of(responses(description, spec, problems, config.evaluation()).stream()
                .map(OrderedGroup::rollouts)
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
    public List<OrderedGroup> responses(
            String description, RolloutSpec spec, List<Problem> problems, EvaluationConfig evaluation) {
        List<RolloutOrder> orders = new ArrayList<>();
        for (int i = 0; i < problems.size(); i++) {
            orders.add(
                    new RolloutOrder(i, problems.get(i), 0, evaluation.samples(), (float) evaluation.temperature(), 1));
        }
        return job.run(description, spec, orders).groups();
    }
}
