package org.acpo.driver.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.acpo.common.advantage.GroupAdvantages;
import org.acpo.common.curriculum.Difficulty;
import org.acpo.common.curriculum.SamplingPlan;
import org.acpo.common.curriculum.SamplingPlan.Request;
import org.acpo.common.problem.Problem;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;
import org.acpo.common.update.UpdateConfig.ZeroVariance;
import org.acpo.executors.task.OrderedGroup;
import org.acpo.executors.task.RolloutOrder;
import org.acpo.executors.task.RolloutSpec;
import org.acpo.executors.task.RolloutTimes;

/**
 * Samples a training step (method.md section 1): level 1 of every prompt, level 2 by difficulty, and, where the
 * configuration asks for it, other problems in the place of groups without outcome signal. Driver side, used by one
 * thread.
 */
public final class StepSampler {
    private final TrainConfig config;
    private final RolloutJob job;
    private RolloutTimes times = RolloutTimes.NONE;
    private double seconds;
    private int hard;

    public StepSampler(TrainConfig config, RolloutJob job) {
        this.config = config;
        this.job = job;
    }

    /** Draws problems to replace {@code n} that carried no signal. */
    @FunctionalInterface
    public interface Replacements {
        /** @param attempt the how-manieth draw for this step, from 1 */
        List<Problem> draw(int attempt, int n);
    }

    /** Samples {@code problems} in curriculum stage {@code stage}. */
    public SampledStep sample(
            int step, int stage, RolloutSpec spec, List<Problem> problems, Replacements replacements) {
        times = RolloutTimes.NONE;
        seconds = 0;
        hard = 0;
        List<RolloutGroup> groups = groups(step, stage, spec, problems);
        List<RolloutGroup> givenUp = new ArrayList<>();
        if (config.update().zeroVariance() == ZeroVariance.RESAMPLE) {
            for (int attempt = 1; attempt <= config.update().maxResamples(); attempt++) {
                List<Integer> flat = withoutSignal(groups);
                List<Problem> others = flat.isEmpty() ? List.of() : replacements.draw(attempt, flat.size());
                if (others.isEmpty()) {
                    break;
                }
                List<RolloutGroup> drawn = groups(step, stage, spec, others);
                for (int i = 0; i < drawn.size(); i++) {
                    givenUp.add(groups.set(flat.get(i), drawn.get(i)));
                }
            }
        }
        return new SampledStep(groups, times, seconds, hard, givenUp);
    }

    private static List<Integer> withoutSignal(List<RolloutGroup> groups) {
        List<Integer> flat = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            if (!GroupAdvantages.hasOutcomeSignal(groups.get(i))) {
                flat.add(i);
            }
        }
        return flat;
    }

    private List<RolloutGroup> groups(int step, int stage, RolloutSpec spec, List<Problem> problems) {
        List<Request> first = SamplingPlan.firstLevel(config.rollout(), stage, problems.size());
        List<OrderedGroup> parts = new ArrayList<>(run(step, 1, spec, problems, first));
        if (SamplingPlan.isHierarchical(config.rollout(), stage)) {
            double[] passRates = joined(problems, parts).stream()
                    .mapToDouble(Difficulty::firstLevelPassRate)
                    .toArray();
            List<Request> second = SamplingPlan.secondLevel(config.rollout(), stage, passRates);
            hard += (int) second.stream()
                    .filter(request -> request.temperature() != config.rollout().temperature())
                    .count();
            parts.addAll(run(step, 2, spec, problems, second));
        }
        return joined(problems, parts);
    }

    private List<OrderedGroup> run(
            int step, int level, RolloutSpec spec, List<Problem> problems, List<Request> requests) {
        List<RolloutOrder> orders = requests.stream()
                .map(r -> new RolloutOrder(
                        r.prompt(),
                        problems.get(r.prompt()),
                        r.firstIndex(),
                        r.samples(),
                        (float) r.temperature(),
                        r.level()))
                .toList();
        RolloutJob.Result result = job.run("step " + step + ": rollouts, level " + level, spec, orders);
        times = times.plus(result.times());
        seconds += result.seconds();
        return result.groups();
    }

    /** The parts of each problem together, level 1 first. */
    private static List<RolloutGroup> joined(List<Problem> problems, List<OrderedGroup> parts) {
        TreeMap<Integer, RolloutGroup> groups = new TreeMap<>();
        for (OrderedGroup part : parts) {
            RolloutGroup group = groups.computeIfAbsent(
                    part.slot(),
                    slot -> new RolloutGroup(problems.get(slot), part.promptTokens(), new ArrayList<Rollout>()));
            group.rollouts().addAll(part.rollouts());
        }
        return new ArrayList<>(groups.values());
    }
}
