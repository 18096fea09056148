package org.acpo.driver.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.acpo.executors.task.PackedTask;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;

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
     * What the tasks gave, in no order to rely on.
     *
     * @param description shown in Spark's UI
     */
    public <T, R> List<R> run(String description, List<T> items, FlatMapFunction<Iterator<T>, R> task) {
        if (items.isEmpty()) {
            return List.of();
        }
        int parts = Math.min(slots(), items.size());
        List<T> dealt = dealt(items, parts);
        return described(
                description,
                () -> PackedTask.isNeeded(spark.getConf())
                        ? PackedTask.<R>unpack(run(PackedTask.pack(dealt), parts, new PackedTask<>(task)))
                        : run(dealt, parts, task));
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

    /** The items as a table with a partition for each task; not empty. */
    public <T> JavaRDD<T> distribute(List<T> items) {
        int parts = Math.min(slots(), items.size());
        return spark.parallelize(dealt(items, parts), parts);
    }

    private <T, R> List<R> run(List<T> dealt, int parts, FlatMapFunction<Iterator<T>, R> task) {
        return spark.parallelize(dealt, parts).mapPartitions(task).collect();
    }

    /** The items reordered for Spark, which makes partitions of contiguous runs. */
    private static <T> List<T> dealt(List<T> items, int parts) {
        List<T> dealt = new ArrayList<>(items.size());
        for (int part = 0; part < parts; part++) {
            for (int i = part; i < items.size(); i += parts) {
                dealt.add(items.get(i));
            }
        }
        return dealt;
    }
}
