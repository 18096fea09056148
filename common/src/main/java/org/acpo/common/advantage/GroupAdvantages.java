package org.acpo.common.advantage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.acpo.common.attribution.Reliability;
import org.acpo.common.attribution.StepAttribution;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;

/**
 * The factorized advantages of one group of G rollouts (method.md section 4), each array in the order of the group's
 * rollouts. Estimated on the driver.
 *
 * @param outcome G values A_i
 * @param attributions per rollout K values Δ_k, none when attribution is off
 * @param stepAdvantages per rollout K values A_{i,k} = A_i + S_k + E_k
 * @param stepClasses per rollout K values: 1 helpful, 0 neutral, −1 harmful
 * @param blamed per rollout the step that its failure is blamed on, or −1
 */
public record GroupAdvantages(
        double[] outcome, double[][] attributions, double[][] stepAdvantages, int[][] stepClasses, int[] blamed) {

    /**
     * Estimates a group's advantages under a reliability that has already seen this batch.
     *
     * @param fallLimit of the batch, see {@link FirstFall#limit}
     */
    public static GroupAdvantages estimate(
            RolloutGroup group, AdvantageConfig config, Reliability reliability, double fallLimit) {
        List<Rollout> rollouts = group.rollouts();
        double[] outcome = outcome(group, config);
        double[][] attributions = rollouts.stream()
                .map(r -> StepAttribution.deltas(r.answerLogProbs()))
                .toArray(double[][]::new);
        StepCredit credit = new StepCredit(rollouts, attributions, config, reliability, fallLimit);
        double[][] stepAdvantages = new double[rollouts.size()][];
        int[][] stepClasses = new int[rollouts.size()][];
        int[] blamed = new int[rollouts.size()];
        for (int i = 0; i < rollouts.size(); i++) {
            stepAdvantages[i] = credit.advantages(i, outcome[i]);
            stepClasses[i] = credit.classes(i);
            blamed[i] = credit.blamed(i, outcome[i]);
        }
        return new GroupAdvantages(outcome, attributions, stepAdvantages, stepClasses, blamed);
    }

    /**
     * What a batch tells about reliability: every attributed step of every group. Groups whose rewards are all equal are
     * left out, since nothing can correlate with an outcome that does not vary.
     */
    public static List<Reliability.Observation> observations(
            List<RolloutGroup> batch, AdvantageConfig config, Reliability reliability) {
        return batch.stream()
                .filter(GroupAdvantages::hasOutcomeSignal)
                .flatMap(group -> observations(group, config, reliability).stream())
                .toList();
    }

    private static List<Reliability.Observation> observations(
            RolloutGroup group, AdvantageConfig config, Reliability reliability) {
        List<Reliability.Observation> observations = new ArrayList<>();
        double[] outcome = outcome(group, config);
        for (int i = 0; i < outcome.length; i++) {
            double[] deltas = StepAttribution.deltas(group.rollouts().get(i).answerLogProbs());
            for (int k = 0; k < deltas.length; k++) {
                int bucket = reliability.bucket(k, deltas.length);
                observations.add(new Reliability.Observation(bucket, deltas[k], outcome[i]));
            }
        }
        return observations;
    }

    /** Whether the group's rewards differ at all; if not, every A_i is 0 (method.md section 6, zero-variance groups). */
    public static boolean hasOutcomeSignal(RolloutGroup group) {
        double[] rewards = rewards(group);
        return Arrays.stream(rewards).anyMatch(r -> r != rewards[0]);
    }

    /** A_i of each rollout. */
    static double[] outcome(RolloutGroup group, AdvantageConfig config) {
        return OutcomeAdvantage.of(rewards(group), config);
    }

    private static double[] rewards(RolloutGroup group) {
        return group.rollouts().stream().mapToDouble(r -> r.verdict().reward()).toArray();
    }
}
