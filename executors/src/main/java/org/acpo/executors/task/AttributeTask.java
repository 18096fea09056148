package org.acpo.executors.task;

import java.util.List;
import org.acpo.common.rollout.Rollout;
import org.acpo.executors.replica.Replicas;
import org.acpo.executors.rollout.GivenResponse;
import org.acpo.executors.rollout.GivenRollouts;
import org.acpo.executors.rollout.RolloutSpec;

/** Cuts given responses into steps and attributes to these; says how many tokens that computed. */
public record AttributeTask(RolloutSpec spec) implements PartitionTask<GivenResponse, Rollout, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public Made<Rollout, Long> run(List<GivenResponse> responses) {
        return Replicas.with(spec.replica(), loaded -> {
            GivenRollouts given = new GivenRollouts(spec, loaded);
            List<Rollout> rollouts = given.make(responses);
            return new Made<>(rollouts, given.computedTokens());
        });
    }
}
