package org.acpo.driver.train;

import ai.djl.Device;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.acpo.common.Stopwatch;
import org.acpo.common.advantage.CreditedBatch;
import org.acpo.common.curriculum.RunPosition;
import org.acpo.common.dataset.RolloutRecord;
import org.acpo.common.evaluate.EvaluationSummary;
import org.acpo.common.run.MetricNames;
import org.acpo.driver.checkpoint.MetricsLog;
import org.acpo.driver.rollout.RolloutWriter;
import org.acpo.driver.rollout.SampledStep;
import org.acpo.driver.spark.RunGauges;
import org.acpo.driver.track.Trackers;
import org.acpo.executors.replica.DeviceMemory;
import org.jspecify.annotations.Nullable;

/**
 * Tells everybody how a run goes: {@code metrics.jsonl}, the rollout dataset, trackers, Spark's gauges, the terminal and a listener.
 * Rollouts are written on a thread of their own while the policy is updated. Driver side, used by one thread.
 */
final class Journal implements AutoCloseable {
    /** How long the end of a run waits for rollouts that are being written. */
    private static final long WRITING_SECONDS = 60;

    private final MetricsLog metrics;
    private final RolloutWriter rollouts;
    private final RolloutRecords records;
    private final Trackers trackers;
    private final RunProgress progress;
    private final Device device;
    private final Consumer<Map<String, Object>> listener;
    private final ExecutorService writing = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "acpo-rollout-writer");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param device of the driver, whose memory is reported
     * @param listener gets the metrics of each step when they are recorded
     */
    Journal(
            MetricsLog metrics,
            RolloutWriter rollouts,
            RolloutRecords records,
            Trackers trackers,
            RunProgress progress,
            Device device,
            Consumer<Map<String, Object>> listener) {
        this.metrics = metrics;
        this.rollouts = rollouts;
        this.records = records;
        this.trackers = trackers;
        this.progress = progress;
        this.device = device;
        this.listener = listener;
    }

    /** Begins the entry of a step, and its clock. */
    Entry begin(RunPosition position) {
        return new Entry(position);
    }

    /** Records an evaluation before the first step. */
    void evaluated(RunPosition position, EvaluationSummary summary, double seconds) {
        Entry entry = new Entry(position);
        entry.evaluated(summary, seconds);
        append(entry.row);
        progress.evaluated(entry.row);
    }

    /** Records a step. */
    void record(Entry entry) {
        append(entry.row);
        listener.accept(entry.row);
        progress.step(entry.position.step(), entry.row);
        if (entry.isEvaluated) {
            progress.evaluated(entry.row);
        }
    }

    private void append(Map<String, Object> row) {
        metrics.append(row);
        trackers.metrics(row);
        RunGauges.report(row);
    }

    /** What is known of one step, as it comes to be known. */
    final class Entry {
        private final RunPosition position;
        private final Map<String, Object> row = new LinkedHashMap<>();
        private final Stopwatch whole = new Stopwatch();
        private final Stopwatch phase = new Stopwatch();
        private @Nullable Future<?> written;
        private long tokens;
        private double seconds;
        private boolean isEvaluated;

        private Entry(RunPosition position) {
            this.position = position;
            row.put(MetricNames.STEP, position.step());
            row.put(MetricNames.EPOCH, position.epoch());
            row.put(MetricNames.STAGE, position.stage());
        }

        /** The step's rollouts are sampled and credited: they are written from now on. */
        void credited(SampledStep sampled, CreditedBatch batch) {
            tokens = sampled.times().responseTokens();
            row.putAll(StepMetrics.of(sampled, batch));
            written = writing.submit(() -> {
                List<RolloutRecord> made = records.of(position, batch);
                rollouts.write(made);
                trackers.samples(made);
            });
        }

        void updated(UpdateReport update) {
            update.report(row);
            phase.lap();
        }

        /** The updated weights are published, which began when the update ended; the step is over but for evaluation. */
        void published() {
            row.put(MetricNames.TIME_PUBLISH, phase.lap());
            row.put(MetricNames.TIME_ROLLOUTS, await(written));
            seconds = whole.lap();
            row.put(MetricNames.TIME_STEP, seconds);
            row.put(MetricNames.TOKENS_PER_S, tokens / seconds);
            row.put(MetricNames.DRIVER_MEMORY, DeviceMemory.usedBytes(device) / 1e9);
        }

        void evaluated(EvaluationSummary summary, double evaluationSeconds) {
            isEvaluated = true;
            row.putAll(summary.metrics());
            row.put(MetricNames.TIME_EVALUATE, evaluationSeconds);
        }

        /** Response tokens that the step sampled. */
        long tokens() {
            return tokens;
        }

        /** Wall time of the step. */
        double seconds() {
            return seconds;
        }
    }

    /** Seconds waited. */
    private static double await(@Nullable Future<?> written) {
        Stopwatch watch = new Stopwatch();
        try {
            if (written != null) {
                written.get();
            }
            return watch.lap();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while rollouts were written", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("writing rollouts failed: " + e.getCause(), e.getCause());
        }
    }

    /** After a failure a step's rollouts may still be being written, which the end of the session would cut off. */
    @Override
    public void close() {
        writing.shutdown();
        try {
            if (!writing.awaitTermination(WRITING_SECONDS, TimeUnit.SECONDS)) {
                writing.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
