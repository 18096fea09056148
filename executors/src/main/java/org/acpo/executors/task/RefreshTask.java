package org.acpo.executors.task;

import java.util.Iterator;
import java.util.List;
import org.acpo.executors.replica.ReplicaSpec;
import org.acpo.executors.replica.Replicas;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Makes the executor's replica take the weights of a version, and nothing more. Runs on executors. */
public record RefreshTask(ReplicaSpec replica) implements FlatMapFunction<Iterator<Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Integer> call(Iterator<Integer> items) {
        Integer version = Replicas.with(replica, loaded -> replica.version());
        return List.of(version).iterator();
    }
}
