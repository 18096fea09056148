package org.acpo.driver.spark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.acpo.executors.task.KryoBytes;
import org.acpo.executors.task.PackedPartition;
import org.acpo.executors.task.PartitionTask;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Runs a task over a list as one Spark job, its items dealt to the partitions like cards. Driver side. */
public final class DealtJob {
    private final JavaSparkContext spark;
    private final int tasks;

    /** @param tasks Spark tasks of a job; 0 = one for each task slot of the cluster */
    public DealtJob(JavaSparkContext spark, int tasks) {
        this.spark = spark;
        this.tasks = tasks;
    }

    /** Tasks of a job that has at least as many items. */
    public int slots() {
        return tasks > 0 ? tasks : slots(spark.defaultParallelism(), spark.getConf());
    }

    /** How many tasks run at once on executors with so many cores together, by the cores and GPUs that each task takes. */
    static int slots(int cores, SparkConf conf) {
        int executorCores = conf.getInt("spark.executor.cores", 0);
        double executorGpus = conf.getDouble("spark.executor.resource.gpu.amount", 0);
        double taskGpus = conf.getDouble("spark.task.resource.gpu.amount", 0);
        int perTask = conf.getInt("spark.task.cpus", 1);
        if (executorCores == 0 || executorGpus == 0 || taskGpus == 0) {
            return Math.max(1, cores / perTask);
        }
        int perExecutor = Math.min(executorCores / perTask, (int) (executorGpus / taskGpus));
        return Math.max(1, cores / executorCores * perExecutor);
    }

    /**
     * What a job gave.
     *
     * @param results one an item, in the items' order
     * @param summaries one a task
     */
    public record Result<R, S>(List<R> results, List<S> summaries) {}

    /**
     * Runs a task over the items. A task that is lost runs again elsewhere.
     *
     * @param description shown in Spark's UI
     */
    public <T, R, S> Result<R, S> run(String description, List<T> items, PartitionTask<T, R, S> task) {
        if (items.isEmpty()) {
            return new Result<>(List.of(), List.of());
        }
        List<List<Integer>> hands = hands(items.size());
        List<byte[]> collected = described(
                description,
                () -> packed(items, hands)
                        .mapPartitions(new PackedPartition<>(task))
                        .collect());
        List<R> results = new ArrayList<>(Collections.nCopies(items.size(), null));
        List<S> summaries = new ArrayList<>();
        for (int hand = 0; hand < hands.size(); hand++) {
            PartitionTask.Made<R, S> made = KryoBytes.unpack(collected.get(hand));
            for (int i = 0; i < made.results().size(); i++) {
                results.set(hands.get(hand).get(i), made.results().get(i));
            }
            summaries.add(made.summary());
        }
        return new Result<>(results, summaries);
    }

    /** Runs jobs under a description, which Spark's UI shows for them and their stages. */
    public <R> R described(String description, Supplier<R> jobs) {
        spark.setJobDescription(description);
        spark.setCallSite(description);
        try {
            return jobs.get();
        } finally {
            spark.clearCallSite();
            spark.setJobDescription(null);
        }
    }

    /** The items, at least one, as a table whose partitions are one element each: the bytes of the partition's items. */
    public <T> JavaRDD<byte[]> distribute(List<T> items) {
        return packed(items, hands(items.size()));
    }

    private <T> JavaRDD<byte[]> packed(List<T> items, List<List<Integer>> hands) {
        List<byte[]> packed = hands.stream()
                .map(hand -> KryoBytes.pack(hand.stream().map(items::get).toList()))
                .toList();
        return spark.parallelize(packed, packed.size());
    }

    /** The numbers of the items of each partition: dealt one by one, so that neighbours do not meet in one task. */
    private List<List<Integer>> hands(int items) {
        int parts = Math.min(slots(), items);
        List<Integer> dealt = new ArrayList<>(items);
        for (int part = 0; part < parts; part++) {
            for (int i = part; i < items; i += parts) {
                dealt.add(i);
            }
        }
        List<List<Integer>> hands = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int from = (int) ((long) part * items / parts);
            int to = (int) ((part + 1L) * items / parts);
            hands.add(dealt.subList(from, to));
        }
        return hands;
    }
}
