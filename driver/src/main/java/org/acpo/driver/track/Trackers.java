package org.acpo.driver.track;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.acpo.common.dataset.RolloutRecord;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.run.MetricNames;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.checkpoint.HadoopFiles;
import org.apache.hadoop.conf.Configuration;

/**
 * The trackers of a run. A tracker that fails never stops the run: its first failure is told, and after {@value #PATIENCE}
 * in a row it is left out. Safe for several threads.
 */
public final class Trackers implements AutoCloseable {
    private static final int PATIENCE = 3;

    private final List<Guarded> guarded = new ArrayList<>();
    private final int samples;
    private final Consumer<String> warn;
    private boolean finished;

    private Trackers(int samples, Consumer<String> warn) {
        this.samples = samples;
        this.warn = warn;
    }

    /** A call that may fail. */
    @FunctionalInterface
    private interface Call {
        void on(Tracker tracker) throws IOException;
    }

    /** Makes a tracker, which may fail as well. */
    @FunctionalInterface
    interface Opening {
        Tracker open() throws IOException;
    }

    /** A tracker and how often it has failed. */
    private static final class Guarded {
        final Tracker tracker;
        int failures;
        boolean told;

        Guarded(Tracker tracker) {
            this.tracker = tracker;
        }
    }

    /** Reports to nobody. */
    public static Trackers none() {
        return new Trackers(0, message -> {});
    }

    /**
     * Opens the trackers that {@code tracking} names.
     *
     * @param done steps that the run had when it was resumed; 0 for a new one
     * @param warn hears of failures, one line each
     */
    public static Trackers open(
            TrainConfig config, RunFolder folder, int done, Configuration hadoop, Consumer<String> warn) {
        TrainConfig.TrackingConfig tracking = config.tracking();
        Trackers trackers = new Trackers(tracking.samples(), warn);
        if (tracking.tensorboard()) {
            trackers.add("TensorBoard", () -> TensorBoard.open(folder, done, hadoop));
        }
        String mlflow = tracking.mlflow();
        if (mlflow != null) {
            trackers.add("MLflow", () -> Mlflow.open(mlflow, config, folder, hadoop));
        }
        return trackers;
    }

    /** @param name for the message when it cannot be opened */
    void add(String name, Opening opening) {
        try {
            guarded.add(new Guarded(opening.open()));
        } catch (IOException | RuntimeException e) {
            warn.accept(name + " is left out: " + reason(e) + "; the run goes on without it");
        }
    }

    static Trackers of(List<Tracker> list, int samples, Consumer<String> warn) {
        Trackers trackers = new Trackers(samples, warn);
        list.forEach(tracker -> trackers.guarded.add(new Guarded(tracker)));
        return trackers;
    }

    /** Reports a row of {@code metrics.jsonl}. */
    public void metrics(Map<String, Object> row) {
        if (guarded.isEmpty() || !(row.get(MetricNames.STEP) instanceof Number step)) {
            return;
        }
        Map<String, Double> values = new LinkedHashMap<>();
        row.forEach((name, value) -> {
            if (value instanceof Number number
                    && Double.isFinite(number.doubleValue())
                    && !name.equals(MetricNames.STEP)) {
                values.put(name, number.doubleValue());
            }
        });
        each(tracker -> tracker.metrics(step.intValue(), values));
    }

    /** Reports some of the rollouts of a step: right and wrong ones. */
    public void samples(List<RolloutRecord> rollouts) {
        if (!guarded.isEmpty() && samples > 0 && !rollouts.isEmpty()) {
            String markdown = SampleText.of(rollouts, samples);
            each(tracker -> tracker.samples(rollouts.get(0).position().step(), markdown));
        }
    }

    /** The run is over: hands in its report, if there is one, as an artifact. */
    public void finish(RunFolder folder, Configuration hadoop) {
        finished = true;
        if (!guarded.isEmpty() && HadoopFiles.exists(folder.report(), hadoop)) {
            byte[] page = HadoopFiles.read(folder.report(), hadoop).getBytes(StandardCharsets.UTF_8);
            each(tracker -> tracker.artifact(folder.report().getName(), page));
        }
    }

    /** Ends all trackers; a run that was not finished counts as failed. */
    @Override
    public void close() {
        each(tracker -> tracker.end(finished));
        guarded.clear();
    }

    private synchronized void each(Call call) {
        for (Guarded one : List.copyOf(guarded)) {
            try {
                call.on(one.tracker);
                one.failures = 0;
            } catch (IOException | RuntimeException e) {
                failed(one, e);
            }
        }
    }

    private void failed(Guarded one, Exception e) {
        one.failures++;
        if (!one.told) {
            one.told = true;
            warn.accept(one.tracker.name() + " failed: " + reason(e) + "; the run goes on");
        }
        if (one.failures >= PATIENCE) {
            guarded.remove(one);
        }
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
