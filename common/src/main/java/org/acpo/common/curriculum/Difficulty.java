package org.acpo.common.curriculum;

import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;

/**
 * What the run remembers of each problem's difficulty: an exponentially decayed pass rate (method.md section 1). Driver
 * state: immutable, and a plain JSON object through its component.
 *
 * @param passRates by problem id, in [0, 1]; problems never sampled are absent
 */
public record Difficulty(SortedMap<String, Double> passRates) implements Serializable {
    /** Drawing weight that even a solved or a hopeless problem keeps, so that its pass rate is measured again. */
    static final double FLOOR = 0.05;

    private static final double UNSEEN = 0.5;

    /** The state of a new run: no problem was sampled yet. */
    public static Difficulty unknown() {
        return new Difficulty(new TreeMap<>());
    }

    /**
     * The state after a batch. Pass rates are taken over level-1 rollouts alone, since level 2 samples hard problems at
     * another temperature. A problem's first measurement counts in full, later ones by {@code 1 − decay}.
     */
    public Difficulty update(List<RolloutGroup> batch, CurriculumConfig.Difficulty config) {
        TreeMap<String, Double> updated = new TreeMap<>(passRates);
        for (RolloutGroup group : batch) {
            double measured = firstLevelPassRate(group);
            updated.merge(
                    group.problem().id(), measured, (old, now) -> config.decay() * old + (1 - config.decay()) * now);
        }
        return new Difficulty(updated);
    }

    /** Share of a group's level-1 rollouts whose answer is right. */
    public static double firstLevelPassRate(RolloutGroup group) {
        List<Rollout> first =
                group.rollouts().stream().filter(r -> r.draw().level() == 1).toList();
        long right = first.stream().filter(r -> r.verdict().correct()).count();
        return first.isEmpty() ? 0 : (double) right / first.size();
    }

    /**
     * Drawing weight of each problem: (1 − w) + w · (4p(1 − p) + 0.05), with w = {@code weighting} and p the remembered pass
     * rate, ½ for problems never sampled. Always above 0.
     */
    public double[] weights(List<String> problemIds, CurriculumConfig.Difficulty config) {
        double w = config.weighting();
        return problemIds.stream()
                .mapToDouble(id -> passRates.getOrDefault(id, UNSEEN))
                .map(p -> (1 - w) + w * (4 * p * (1 - p) + FLOOR))
                .toArray();
    }
}
