package org.acpo.driver.train;

import java.util.List;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.driver.spark.DealtJob;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.ScoreGroup;
import org.acpo.executors.replica.ReplicaSpec;
import org.acpo.executors.rollout.RolloutSpec;
import org.acpo.executors.task.GroupScoreTask;

/**
 * Scores under a published policy version on executors, whose replicas take that version's weights for it.
 *
 * @param description shown in Spark's UI
 */
record ExecutorScores(TrainConfig config, DealtJob job, ReplicaSpec replica, String description)
        implements GroupScores {
    @Override
    public List<List<Score>> of(List<ScoreGroup> groups) {
        GroupScoreTask task = new GroupScoreTask(replica, RolloutSpec.Memory.of(config));
        return job.run(description, groups, task).results();
    }
}
