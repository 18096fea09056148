package org.acpo.executors.replica;

import java.util.Map;
import org.acpo.executors.engine.Threads;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;

/**
 * Gives replicas the life of their executor: loads the native libraries before the first task, so that a machine that
 * lacks them fails at once, and frees the replicas when the executor ends. Set by {@code spark.plugins}.
 */
public final class ReplicaPlugin implements SparkPlugin {
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
        }

        @Override
        public void shutdown() {
            Replicas.close();
        }
    }
}
