package org.acpo.executors.task;

import java.util.List;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.ScoreGroup;
import org.acpo.executors.engine.Scorer;
import org.acpo.executors.replica.ReplicaSpec;
import org.acpo.executors.replica.Replicas;
import org.acpo.executors.rollout.RolloutSpec;

/** Scores the responses of groups. */
public record GroupScoreTask(ReplicaSpec replica, RolloutSpec.Memory memory)
        implements PartitionTask<ScoreGroup, List<Score>, Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Made<List<Score>, Integer> run(List<ScoreGroup> groups) {
        List<List<Score>> scores = Replicas.with(
                replica,
                loaded -> new Scorer(loaded.policy(), memory.tokensPerPack(), memory.logitsMemoryMb()).groups(groups));
        return new Made<>(scores, groups.size());
    }
}
