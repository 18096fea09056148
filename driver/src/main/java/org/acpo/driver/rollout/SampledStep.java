package org.acpo.driver.rollout;

import java.util.List;
import java.util.stream.Stream;
import org.acpo.common.rollout.RolloutGroup;
import org.acpo.executors.rollout.RolloutTimes;

/**
 * The rollouts of one training step.
 *
 * @param groups one a problem, in the order in which the step drew them
 * @param seconds wall time of its Spark jobs
 * @param hard problems that level 2 sampled at the higher temperature
 * @param givenUp groups that others of {@code groups} took the place of because their rewards did not differ
 */
public record SampledStep(
        List<RolloutGroup> groups, RolloutTimes times, double seconds, int hard, List<RolloutGroup> givenUp) {
    /** All groups that were sampled, those given up first. */
    public List<RolloutGroup> all() {
        return Stream.concat(givenUp.stream(), groups.stream()).toList();
    }

    /** Share of {@link #seconds} that a phase took, by its share of the tasks' time. */
    public double wall(double phaseSeconds) {
        double all = times.generateSeconds() + times.verifySeconds() + times.attributeSeconds();
        return all == 0 ? 0 : seconds * phaseSeconds / all;
    }
}
