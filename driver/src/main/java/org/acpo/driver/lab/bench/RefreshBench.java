package org.acpo.driver.lab.bench;

import ai.djl.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.acpo.common.Stopwatch;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.driver.spark.DealtJob;
import org.acpo.driver.spark.Sessions;
import org.acpo.executors.engine.Policy;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelFolder;
import org.acpo.executors.replica.ReplicaSpec;
import org.acpo.executors.replica.WeightStore;
import org.acpo.executors.task.RefreshTask;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Times how a new version of the weights gets to the executors, and what a Spark job costs that does nothing. */
public final class RefreshBench {
    private RefreshBench() {}

    /**
     * Publishes versions of a model's weights one after another and has every executor take them.
     *
     * @param model folder that the executors reach too
     */
    public static Map<String, Object> run(String model, int versions) {
        try {
            Path scratch = Files.createTempDirectory("acpo-refresh");
            try (SparkSession spark = Sessions.open("acpo bench refresh")) {
                return run(JavaSparkContext.fromSparkContext(spark.sparkContext()), model, scratch, versions);
            } finally {
                FileUtils.deleteDirectory(scratch.toFile());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a scratch folder for the weights", e);
        }
    }

    private static Map<String, Object> run(JavaSparkContext spark, String model, Path scratch, int versions)
            throws IOException {
        ModelFolder folder = ModelFolder.read(model, spark.hadoopConfiguration());
        try (Policy policy = Policy.load(folder.spec(), folder.weights(), Dtype.FLOAT32, Device.cpu())) {
            return run(spark, model, policy.export(), scratch, versions);
        }
    }

    /** @param weights as a trainer has them, in its own tensors */
    private static Map<String, Object> run(
            JavaSparkContext spark, String model, Map<String, HostTensor> weights, Path scratch, int versions)
            throws IOException {
        Configuration hadoop = spark.hadoopConfiguration();
        WeightStore store = new WeightStore(new org.apache.hadoop.fs.Path(scratch.toUri()), hadoop);
        ReplicaSpec replica = new ReplicaSpec(model, scratch.toUri().toString(), 0, Dtype.FLOAT32, false);
        DealtJob job = new DealtJob(spark, 0);
        double[] publish = new double[versions];
        double[] refresh = new double[versions];
        double[] idle = new double[versions];
        for (int version = -1; version < versions; version++) {
            // the first round, in which executors start and load the model, is not counted
            int row = Math.max(version, 0);
            Stopwatch watch = new Stopwatch();
            store.publish(version + 1, weights);
            publish[row] = watch.lap();
            take(job, replica.at(version + 1));
            refresh[row] = watch.lap();
            take(job, replica.at(version + 1));
            idle[row] = watch.lap();
        }
        long bytes = Files.size(scratch.resolve("v-1.safetensors"));
        int executors = Math.max(1, spark.sc().statusTracker().getExecutorInfos().length - 1);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("bench", "refresh");
        result.put("master", spark.master());
        result.put("executors", executors);
        result.put("bytes_written", bytes);
        result.put("bytes_read", bytes * executors);
        result.put("publish_s", MedianAndRange.of(publish));
        result.put("refresh_s", MedianAndRange.of(refresh));
        result.put("empty_job_s", MedianAndRange.of(idle));
        return result;
    }

    private static void take(DealtJob job, ReplicaSpec replica) {
        List<Integer> items = IntStream.range(0, job.slots()).boxed().toList();
        job.run("weights of version " + replica.version(), items, new RefreshTask(replica));
    }
}
