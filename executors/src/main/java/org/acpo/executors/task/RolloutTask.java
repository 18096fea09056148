package org.acpo.executors.task;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.acpo.executors.replica.Replicas;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Turns a partition of orders into one {@link RolloutBatch}. Runs on executors; holds nothing but its two values. */
public record RolloutTask(RolloutSpec spec, RolloutCounters counters)
        implements FlatMapFunction<Iterator<RolloutOrder>, RolloutBatch> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<RolloutBatch> call(Iterator<RolloutOrder> orders) {
        List<RolloutOrder> partition = new ArrayList<>();
        orders.forEachRemaining(partition::add);
        if (partition.isEmpty()) {
            return List.<RolloutBatch>of().iterator();
        }
        RolloutBatch batch = Replicas.with(spec.replica(), policy -> new RolloutMaker(spec, policy).make(partition));
        counters.count(batch);
        return List.of(batch).iterator();
    }
}
