package org.acpo.executors.task;

import java.util.List;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.Scorer;
import org.acpo.executors.replica.ReplicaSpec;
import org.acpo.executors.replica.Replicas;
import org.acpo.executors.rollout.RolloutSpec;

/** Scores token sequences of at least one token, at temperature 1. */
public record ScoreTask(ReplicaSpec replica, RolloutSpec.Memory memory)
        implements PartitionTask<int[], Score, Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Made<Score, Integer> run(List<int[]> sequences) {
        List<Score> scores = Replicas.with(
                replica,
                loaded -> new Scorer(loaded.policy(), memory.tokensPerPack(), memory.logitsMemoryMb())
                        .sequences(sequences, 1));
        return new Made<>(scores, sequences.size());
    }
}
