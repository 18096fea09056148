package org.acpo.executors.replica;

import ai.djl.Device;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.acpo.executors.engine.Threads;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.resource.ResourceInformation;

/**
 * The replicas of this JVM, one for each model, weight folder, number format and device; loaded when first needed, closed
 * by {@link ReplicaPlugin}. Executor side.
 */
public final class Replicas {
    private static final String GPU = "gpu";

    private static final Map<Key, Replica> LOADED = new HashMap<>();

    private record Key(ReplicaSpec spec, String device) {}

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
        return replica(spec, device, conf).with(spec, conf, work);
    }

    private static synchronized Replica replica(ReplicaSpec spec, Device device, Configuration conf) {
        Key key = new Key(spec.family(), device.toString());
        Replica replica = LOADED.get(key);
        if (replica == null) {
            replica = Replica.load(spec, device, conf);
            LOADED.put(key, replica);
        }
        return replica;
    }

    /** Frees all replicas; later tasks load anew. */
    static synchronized void close() {
        LOADED.values().forEach(Replica::close);
        LOADED.clear();
    }

    private static Device device(TaskContext task) {
        ResourceInformation gpus = task == null ? null : task.resourcesJMap().get(GPU);
        return gpus == null ? Device.cpu() : Device.gpu(Integer.parseInt(gpus.addresses()[0]));
    }

    private static Configuration hadoop() {
        return SparkEnv.get() == null
                ? new Configuration()
                : SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
    }
}
