package org.acpo.executors.replica;

import com.codahale.metrics.Gauge;
import java.util.Map;
import org.acpo.executors.engine.Threads;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;

/**
 * Gives replicas the life of their executor: loads the native libraries before the first task, so that a machine that
 * lacks them fails at once, and frees the replicas when the executor ends. Shows Spark's metrics system how much memory of
 * the executor's device is in use. Set by {@code spark.plugins}.
 */
public final class ReplicaPlugin implements SparkPlugin {
    /** Name of the gauge, in bytes. */
    private static final String MEMORY = "device.memory_used_bytes";

    /** Spark's name for the executor of local mode. */
    private static final String DRIVER = "driver";

    @Override
    @SuppressWarnings("NullAway") // Spark documents null as "no driver side"
    public @Nullable DriverPlugin driverPlugin() {
        return null;
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new OnExecutor();
    }

    private static final class OnExecutor implements ExecutorPlugin {
        @Override
        public void init(PluginContext context, Map<String, String> extraConf) {
            Threads.limit();
            if (context.executorID().equals(DRIVER)) {
                // in local mode this is the driver's process, whose memory the driver shows
                return;
            }
            Gauge<Long> used =
                    () -> DeviceMemory.usedBytes(Devices.of((SparkConf) context.conf(), context.resources()));
            context.metricRegistry().register(MEMORY, used);
        }

        @Override
        public void shutdown() {
            Replicas.close();
        }
    }
}
