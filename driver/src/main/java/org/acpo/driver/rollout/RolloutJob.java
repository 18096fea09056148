package org.acpo.driver.rollout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.acpo.driver.spark.DealtJob;
import org.acpo.executors.task.OrderedGroup;
import org.acpo.executors.task.RolloutBatch;
import org.acpo.executors.task.RolloutCounters;
import org.acpo.executors.task.RolloutOrder;
import org.acpo.executors.task.RolloutSpec;
import org.acpo.executors.task.RolloutTask;
import org.acpo.executors.task.RolloutTimes;
import org.acpo.executors.task.Stopwatch;
import org.apache.spark.api.java.JavaSparkContext;

/** Runs orders as one Spark job. Driver side. */
public final class RolloutJob {
    private final DealtJob job;
    private final RolloutCounters counters;

    /** @param tasks Spark tasks of a job; 0 = one for each task slot of the cluster */
    public RolloutJob(JavaSparkContext spark, int tasks) {
        this.job = new DealtJob(spark, tasks);
        this.counters = RolloutCounters.of(spark.sc());
    }

    /** Tasks of a job that has enough to do. */
    public int slots() {
        return job.slots();
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
        List<OrderedGroup> groups = new ArrayList<>();
        RolloutTimes times = RolloutTimes.NONE;
        for (RolloutBatch batch : job.run(description, orders, new RolloutTask(spec, counters))) {
            groups.addAll(batch.groups());
            times = times.plus(batch.times());
        }
        groups.sort(Comparator.comparingInt(OrderedGroup::slot)
                .thenComparingInt(group -> group.rollouts().get(0).index()));
        return new Result(groups, times, watch.lap());
    }
}
