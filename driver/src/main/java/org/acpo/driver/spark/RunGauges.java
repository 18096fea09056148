package org.acpo.driver.spark;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.acpo.common.run.MetricNames;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;

/**
 * Puts the newest numbers of the run into Spark's metrics system, so that its sinks (Prometheus, Graphite, Ganglia, CSV)
 * see reward, entropy and throughput beside Spark's own. Names are those of metrics.jsonl with '/' as '.'; a number that
 * has not been reported yet is NaN. Set by {@code spark.plugins}.
 */
public final class RunGauges implements SparkPlugin {
    private static final List<String> NAMES = List.of(
            MetricNames.STEP,
            MetricNames.EPOCH,
            MetricNames.STAGE,
            MetricNames.REWARD_MEAN,
            MetricNames.REWARD_STD,
            MetricNames.TRAIN_PASS_AT_1,
            MetricNames.ENTROPY,
            MetricNames.LENGTH_MEAN,
            MetricNames.TRUNCATED,
            MetricNames.LOSS,
            MetricNames.KL,
            MetricNames.GRAD_NORM,
            MetricNames.LEARNING_RATE,
            MetricNames.TOKENS_PER_S,
            MetricNames.GENERATE_TOKENS_PER_S,
            MetricNames.UPDATE_TOKENS_PER_S,
            MetricNames.EXECUTOR_MEMORY,
            MetricNames.DRIVER_MEMORY,
            MetricNames.TIME_STEP,
            MetricNames.EVAL_PASS_AT_1);

    private static final Map<String, Double> NEWEST = new ConcurrentHashMap<>();

    /** Takes over a row of metrics.jsonl. */
    public static void report(Map<String, Object> row) {
        for (String name : NAMES) {
            if (row.get(name) instanceof Number number) {
                NEWEST.put(name, number.doubleValue());
            }
        }
    }

    @Override
    public DriverPlugin driverPlugin() {
        return new OnDriver();
    }

    @Override
    @SuppressWarnings("NullAway") // Spark documents null as "no executor side"
    public @Nullable ExecutorPlugin executorPlugin() {
        return null;
    }

    private static final class OnDriver implements DriverPlugin {
        @Override
        public Map<String, String> init(SparkContext spark, PluginContext context) {
            NEWEST.clear();
            MetricRegistry registry = context.metricRegistry();
            for (String name : NAMES) {
                Gauge<Double> gauge = () -> NEWEST.getOrDefault(name, Double.NaN);
                registry.register(name.replace('/', '.'), gauge);
            }
            return Map.of();
        }
    }
}
