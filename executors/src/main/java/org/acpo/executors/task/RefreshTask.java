package org.acpo.executors.task;

import java.util.List;
import org.acpo.executors.replica.ReplicaSpec;
import org.acpo.executors.replica.Replicas;

/** Makes the executor's replica take the weights of a version, and nothing more; says which version it then has. */
public record RefreshTask(ReplicaSpec replica) implements PartitionTask<Integer, Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Made<Integer, Integer> run(List<Integer> items) {
        return new Made<>(items, Replicas.with(replica, loaded -> replica.version()));
    }
}
