package org.acpo.executors.task;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.ScoreGroup;
import org.acpo.executors.engine.Scorer;
import org.acpo.executors.replica.ReplicaSpec;
import org.acpo.executors.replica.Replicas;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Scores a partition of groups. Runs on executors; holds nothing but its two values. */
public record GroupScoreTask(ReplicaSpec replica, RolloutSpec.Memory memory)
        implements FlatMapFunction<Iterator<GroupScoreTask.Order>, GroupScoreTask.Scores> {
    private static final long serialVersionUID = 1L;

    /** A group with its number, by which the driver puts results in order. */
    public record Order(int number, ScoreGroup group) implements Serializable {}

    /** The scores of a group's responses. */
    public record Scores(int number, List<Score> scores) implements Serializable {}

    @Override
    public Iterator<Scores> call(Iterator<Order> orders) {
        List<Order> partition = new ArrayList<>();
        orders.forEachRemaining(partition::add);
        List<List<Score>> scores = Replicas.with(
                replica,
                loaded -> new Scorer(loaded.policy(), memory.tokensPerPack(), memory.logitsMemoryMb())
                        .groups(partition.stream().map(Order::group).toList()));
        List<Scores> results = new ArrayList<>();
        for (int i = 0; i < partition.size(); i++) {
            results.add(new Scores(partition.get(i).number(), new ArrayList<>(scores.get(i))));
        }
        return results.iterator();
    }
}
