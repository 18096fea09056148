package org.acpo.driver.rollout;

import java.util.ArrayList;
import java.util.List;
import org.acpo.common.Stopwatch;
import org.acpo.common.curriculum.Difficulty;
import org.acpo.common.curriculum.RunPosition;
import org.acpo.common.curriculum.SamplingPlan;
import org.acpo.common.curriculum.SamplingPlan.Request;
import org.acpo.common.problem.Problem;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;
import org.acpo.common.update.UpdateConfig.ZeroVariance;
import org.acpo.driver.spark.DealtJob;
import org.acpo.executors.rollout.RolloutOrder;
import org.acpo.executors.rollout.RolloutSpec;
import org.acpo.executors.rollout.RolloutTimes;
import org.acpo.executors.rollout.SampledGroup;
import org.acpo.executors.task.RolloutCounters;
import org.acpo.executors.task.RolloutTask;

/**
 * Samples a training step (method.md section 1): level 1 of every prompt, level 2 by difficulty, and, where the
 * configuration asks for it, other problems in the place of groups without outcome signal. Driver side; it keeps nothing from one
 * call to the next.
 */
public final class StepSampler {
    private final TrainConfig config;
    private final DealtJob job;
    private final RolloutCounters counters;

    public StepSampler(TrainConfig config, DealtJob job, RolloutCounters counters) {
        this.config = config;
        this.job = job;
        this.counters = counters;
    }

    /** Draws problems to replace {@code n} that carried no signal. */
    @FunctionalInterface
    public interface Replacements {
        /** @param attempt number of the draw within the step, from 1 */
        List<Problem> draw(int attempt, int n);
    }

    /** What the jobs of one step add up to. */
    private static final class Spent {
        private RolloutTimes times = RolloutTimes.NONE;
        private double seconds;
        private int hard;
    }

    /** Samples {@code problems} for a step. */
    public SampledStep sample(
            RunPosition position, RolloutSpec spec, List<Problem> problems, Replacements replacements) {
        Spent spent = new Spent();
        List<RolloutGroup> groups = groups(position, spec, problems, spent);
        List<RolloutGroup> givenUp = new ArrayList<>();
        if (config.update().zeroVariance() == ZeroVariance.RESAMPLE) {
            for (int attempt = 1; attempt <= config.update().maxResamples(); attempt++) {
                List<Integer> flat = withoutSignal(groups);
                List<Problem> others = flat.isEmpty() ? List.of() : replacements.draw(attempt, flat.size());
                if (others.isEmpty()) {
                    break;
                }
                List<RolloutGroup> drawn = groups(position, spec, others, spent);
                for (int i = 0; i < drawn.size(); i++) {
                    givenUp.add(groups.set(flat.get(i), drawn.get(i)));
                }
            }
        }
        return new SampledStep(groups, spent.times, spent.seconds, spent.hard, givenUp);
    }

    private static List<Integer> withoutSignal(List<RolloutGroup> groups) {
        List<Integer> flat = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            if (!groups.get(i).hasOutcomeSignal()) {
                flat.add(i);
            }
        }
        return flat;
    }

    /** One group a problem, level 1 first within each. */
    private List<RolloutGroup> groups(RunPosition position, RolloutSpec spec, List<Problem> problems, Spent spent) {
        int stage = position.stage();
        List<Request> first = SamplingPlan.firstLevel(config.rollout(), stage, problems.size());
        List<RolloutGroup> groups = new ArrayList<>();
        List<SampledGroup> level1 = run(position, 1, spec, problems, first, spent);
        for (int i = 0; i < level1.size(); i++) {
            groups.add(level1.get(i).of(problems.get(i)));
        }
        if (SamplingPlan.isHierarchical(config.rollout(), stage)) {
            double[] passRates =
                    groups.stream().mapToDouble(Difficulty::firstLevelPassRate).toArray();
            List<Request> second = SamplingPlan.secondLevel(config.rollout(), stage, passRates);
            spent.hard += (int) second.stream()
                    .filter(request -> request.temperature() != config.rollout().temperature())
                    .count();
            List<SampledGroup> level2 = run(position, 2, spec, problems, second, spent);
            for (int i = 0; i < level2.size(); i++) {
                int prompt = second.get(i).prompt();
                groups.set(prompt, joined(groups.get(prompt), level2.get(i)));
            }
        }
        return groups;
    }

    private static RolloutGroup joined(RolloutGroup first, SampledGroup second) {
        List<Rollout> both = new ArrayList<>(first.rollouts());
        both.addAll(second.rollouts());
        return new RolloutGroup(first.problem(), first.promptTokens(), both);
    }

    /** One group a request. */
    private List<SampledGroup> run(
            RunPosition position,
            int level,
            RolloutSpec spec,
            List<Problem> problems,
            List<Request> requests,
            Spent spent) {
        Stopwatch watch = new Stopwatch();
        List<RolloutOrder> orders = requests.stream()
                .map(r -> new RolloutOrder(
                        problems.get(r.prompt()), r.firstIndex(), r.samples(), (float) r.temperature(), r.level()))
                .toList();
        DealtJob.Result<SampledGroup, RolloutTimes> made = job.run(
                "step " + position.step() + ": rollouts, level " + level, orders, new RolloutTask(spec, counters));
        for (RolloutTimes times : made.summaries()) {
            spent.times = spent.times.plus(times);
        }
        spent.seconds += orders.isEmpty() ? 0 : watch.lap();
        return made.results();
    }
}
