package org.acpo.executors.task;

import java.util.List;
import org.acpo.executors.replica.Replicas;
import org.acpo.executors.rollout.RolloutMaker;
import org.acpo.executors.rollout.RolloutOrder;
import org.acpo.executors.rollout.RolloutSpec;
import org.acpo.executors.rollout.RolloutTimes;
import org.acpo.executors.rollout.SampledGroup;

/** Makes the rollouts of a partition of orders. */
public record RolloutTask(RolloutSpec spec, RolloutCounters counters)
        implements PartitionTask<RolloutOrder, SampledGroup, RolloutTimes> {
    private static final long serialVersionUID = 1L;

    @Override
    public Made<SampledGroup, RolloutTimes> run(List<RolloutOrder> orders) {
        RolloutMaker.Made made = Replicas.with(spec.replica(), loaded -> new RolloutMaker(spec, loaded).make(orders));
        counters.count(made);
        return new Made<>(made.groups(), made.times());
    }
}
