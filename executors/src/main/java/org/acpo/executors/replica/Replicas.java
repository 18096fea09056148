package org.acpo.executors.replica;

import ai.djl.Device;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.acpo.executors.engine.Threads;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of this JVM, one for each model, weight folder, number format and device; loaded when first needed. A
 * device holds {@value #PER_DEVICE} at most, so that a session that fits and applies many models does not fill its memory:
 * the one that has not been used for the longest time gives way. All are closed by {@link ReplicaPlugin}. Executor side.
 */
public final class Replicas {
    /** A policy in training and one that is applied, or two that are compared. */
    private static final int PER_DEVICE = 2;

    /** The least recently used first. */
    private static final Map<Key, Replica> LOADED = new LinkedHashMap<>(16, 0.75f, true);

    private static @Nullable Hadoop hadoop;

    private record Key(ReplicaSpec spec, String device) {}

    /** Hadoop's configuration and the application that it is of, null for none. */
    private record Hadoop(@Nullable SparkConf spark, Configuration conf) {}

    private Replicas() {}

    /**
     * Runs a task's work with the policy that {@code spec} names, on the GPU that Spark assigned to the task or, without
     * one, on as many processor threads as the task has cores ({@code spark.task.cpus}).
     *
     * @throws org.acpo.common.UserException when model or weights cannot be read
     */
    public static <T> T with(ReplicaSpec spec, Function<LoadedPolicy, T> work) {
        TaskContext task = TaskContext.get();
        Device device = device(task);
        if (!device.isGpu()) {
            Threads.limit(task == null ? Runtime.getRuntime().availableProcessors() : task.cpus());
        }
        Configuration conf = hadoop();
        while (true) {
            Replica replica = replica(spec, device, conf);
            if (replica.enter(spec, conf)) {
                try {
                    return work.apply(replica.loaded());
                } finally {
                    replica.leave();
                }
            }
        }
    }

    private static synchronized Replica replica(ReplicaSpec spec, Device device, Configuration conf) {
        Key key = new Key(spec.family(), device.toString());
        Replica replica = LOADED.get(key);
        if (replica == null) {
            makeRoom(key.device());
            replica = Replica.load(spec, device, conf);
            LOADED.put(key, replica);
        }
        return replica;
    }

    private static void makeRoom(String device) {
        List<Key> there = LOADED.keySet().stream()
                .filter(key -> key.device().equals(device))
                .toList();
        for (Key oldest : there.subList(0, Math.max(0, there.size() + 1 - PER_DEVICE))) {
            Replica replica = LOADED.remove(oldest);
            if (replica != null) {
                replica.close();
            }
        }
    }

    /** Frees all replicas; later tasks load anew. */
    static synchronized void close() {
        LOADED.values().forEach(Replica::close);
        LOADED.clear();
        hadoop = null;
    }

    private static Device device(@Nullable TaskContext task) {
        return task == null ? Device.cpu() : Devices.of(SparkEnv.get().conf(), task.resourcesJMap());
    }

    /** Made once for each Spark application of this JVM: reading Hadoop's files takes as long as sampling a few tokens. */
    private static synchronized Configuration hadoop() {
        SparkConf spark = SparkEnv.get() == null ? null : SparkEnv.get().conf();
        if (hadoop == null || hadoop.spark != spark) {
            hadoop = new Hadoop(
                    spark,
                    spark == null ? new Configuration() : SparkHadoopUtil.get().newConfiguration(spark));
        }
        return hadoop.conf;
    }
}
