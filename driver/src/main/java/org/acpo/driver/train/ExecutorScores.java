package org.acpo.driver.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.driver.spark.DealtJob;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.ScoreGroup;
import org.acpo.executors.replica.ReplicaSpec;
import org.acpo.executors.task.GroupScoreTask;
import org.acpo.executors.task.PackedTask;
import org.acpo.executors.task.RolloutSpec;

/**
 * Scores under a published policy version on executors, whose replicas take that version's weights for it.
 *
 * @param description shown in Spark's UI
 */
record ExecutorScores(TrainConfig config, DealtJob job, ReplicaSpec replica, String description)
        implements GroupScores {
    @Override
    public List<List<Score>> of(List<ScoreGroup> groups) {
        List<GroupScoreTask.Order> orders = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            orders.add(new GroupScoreTask.Order(i, groups.get(i)));
        }
        GroupScoreTask task = new GroupScoreTask(replica, RolloutSpec.Memory.of(config));
        List<byte[]> packed = job.run(description, PackedTask.pack(orders), new PackedTask<>(task));
        return PackedTask.<GroupScoreTask.Scores>unpack(packed).stream()
                .sorted(Comparator.comparingInt(GroupScoreTask.Scores::number))
                .map(GroupScoreTask.Scores::scores)
                .toList();
    }
}
