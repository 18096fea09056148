package org.acpo.driver.rollout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.acpo.executors.task.OrderedGroup;
import org.acpo.executors.task.RolloutBatch;
import org.acpo.executors.task.RolloutOrder;
import org.acpo.executors.task.RolloutSpec;
import org.acpo.executors.task.RolloutTask;
import org.acpo.executors.task.RolloutTimes;
import org.acpo.executors.task.Stopwatch;
import org.apache.spark.api.java.JavaSparkContext;

/** Runs orders as one Spark job. Driver side. */
public final class RolloutJob {
    private final JavaSparkContext spark;
    private final int tasks;

    /** @param tasks Spark tasks of a job; 0 = one for each task slot of the cluster */
    public RolloutJob(JavaSparkContext spark, int tasks) {
        this.spark = spark;
        this.tasks = tasks;
    }

    /**
     * What a job gave.
     *
     * @param groups one an order, by slot, then by their first index
     * @param seconds wall time of the job
     */
    public record Result(List<OrderedGroup> groups, RolloutTimes times, double seconds) {}

    /**
     * Runs the orders. A task that is lost runs again elsewhere and gives the same rollouts.
     *
     * @param description shown in Spark's UI
     */
    public Result run(String description, RolloutSpec spec, List<RolloutOrder> orders) {
        Stopwatch watch = new Stopwatch();
        if (orders.isEmpty()) {
            return new Result(List.of(), RolloutTimes.NONE, 0);
        }
        int slots = tasks > 0 ? tasks : spark.defaultParallelism();
        spark.setJobDescription(description);
        try {
            List<RolloutBatch> batches = spark.parallelize(dealt(orders, slots), Math.min(slots, orders.size()))
                    .mapPartitions(new RolloutTask(spec))
                    .collect();
            List<OrderedGroup> groups = new ArrayList<>();
            RolloutTimes times = RolloutTimes.NONE;
            for (RolloutBatch batch : batches) {
                groups.addAll(batch.groups());
                times = times.plus(batch.times());
            }
            groups.sort(Comparator.comparingInt(OrderedGroup::slot)
                    .thenComparingInt(group -> group.rollouts().get(0).index()));
            return new Result(groups, times, watch.lap());
        } finally {
            spark.setJobDescription(null);
        }
    }

    /** Orders reordered so that the contiguous runs that Spark makes partitions of are dealt like cards. */
    private static List<RolloutOrder> dealt(List<RolloutOrder> orders, int slots) {
        int parts = Math.min(slots, orders.size());
        List<RolloutOrder> dealt = new ArrayList<>(orders.size());
        for (int part = 0; part < parts; part++) {
            for (int i = part; i < orders.size(); i += parts) {
                dealt.add(orders.get(i));
            }
        }
        return dealt;
    }
}
