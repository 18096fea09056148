package org.acpo.common.advantage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.acpo.common.attribution.Reliability;
import org.acpo.common.rollout.Attribution.Estimator;
import org.acpo.common.rollout.RolloutGroup;

/**
 * A batch before its outcome advantages are shared among steps. Driver side.
 *
 * @param reliability as it is after it saw this batch
 */
public record AttributedBatch(List<AttributedGroup> groups, Reliability reliability, AdvantageConfig config) {

    /** Blends estimators where there are two, then measures reliability on the batch (method.md section 3). */
    public static AttributedBatch of(List<RolloutGroup> sampled, AdvantageConfig config, Reliability before) {
        List<RolloutGroup> blended = EstimatorBlend.of(sampled, config, before);
        Reliability reliability = before.update(observations(blended, config, before));
        List<AttributedGroup> groups =
                blended.stream().map(group -> AttributedGroup.of(group, config)).toList();
        return new AttributedBatch(groups, reliability, config);
    }

    /**
     * What a batch tells about reliability: every attributed step of every group. Groups whose rewards are all equal are
     * left out, since nothing can correlate with an outcome that does not vary.
     */
    public static List<Reliability.Observation> observations(
            List<RolloutGroup> batch, AdvantageConfig config, Reliability reliability) {
        return observations(batch, config, reliability, estimator -> true);
    }

    /** As above, of the first estimator of a kind. */
    static List<Reliability.Observation> observations(
            List<RolloutGroup> batch, AdvantageConfig config, Reliability reliability, Predicate<Estimator> kind) {
        List<Reliability.Observation> observations = new ArrayList<>();
        for (RolloutGroup group : batch) {
            if (group.hasOutcomeSignal()) {
                double[] outcome = OutcomeAdvantages.of(group.rewards(), config);
                for (int i = 0; i < outcome.length; i++) {
                    double[] deltas = group.rollouts().get(i).deltas(kind);
                    for (int k = 0; k < deltas.length; k++) {
                        int bucket = reliability.bucket(k, deltas.length);
                        observations.add(new Reliability.Observation(bucket, deltas[k], outcome[i]));
                    }
                }
            }
        }
        return observations;
    }

    /**
     * What a credit rule gives the steps of one rollout.
     *
     * @param advantages K values A_i + S_k
     * @param blamed the step that a failure is blamed on, or −1
     */
    public record Shares(double[] advantages, int blamed) {
        /** No step is blamed. */
        static final int NOBODY = -1;
    }

    /** Gives rollout i of a group its shares. */
    @FunctionalInterface
    public interface Sharing {
        Shares of(AttributedGroup group, int i);
    }

    /** The batch with the advantages that {@code sharing} gives its steps, entropy terms added. */
    CreditedBatch credited(Sharing sharing) {
        List<CreditedGroup> credited = new ArrayList<>();
        for (AttributedGroup group : groups) {
            EntropyTerm entropy = new EntropyTerm(group);
            List<CreditedRollout> rollouts = new ArrayList<>();
            for (int i = 0; i < group.size(); i++) {
                Shares shares = sharing.of(group, i);
                rollouts.add(new CreditedRollout(
                        group.group().rollouts().get(i),
                        group.outcome()[i],
                        entropy.added(i, shares.advantages()),
                        group.classes(i),
                        shares.blamed()));
            }
            credited.add(
                    new CreditedGroup(group.group().problem(), group.group().promptTokens(), rollouts));
        }
        return new CreditedBatch(credited, reliability);
    }
}
