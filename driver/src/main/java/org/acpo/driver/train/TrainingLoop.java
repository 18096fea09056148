package org.acpo.driver.train;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.acpo.common.UserException;
import org.acpo.common.curriculum.Difficulty;
import org.acpo.common.curriculum.EpochPlan;
import org.acpo.common.curriculum.Stages;
import org.acpo.common.evaluate.EvaluationSummary;
import org.acpo.common.problem.Problem;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.rollout.RolloutRecord;
import org.acpo.common.run.MetricNames;
import org.acpo.common.update.UpdateConfig.Kl.Reference;
import org.acpo.driver.checkpoint.RunState;
import org.acpo.driver.rollout.SampledStep;
import org.acpo.driver.spark.RunGauges;
import org.acpo.executors.replica.DeviceMemory;
import org.acpo.executors.task.Stopwatch;
import org.jspecify.annotations.Nullable;

/**
 * The algorithm of method.md, one step after another: sample, verify, segment and attribute on executors; credit, update,
 * publish, evaluate, report and keep on the driver. Used by one thread.
 */
final class TrainingLoop implements AutoCloseable {
    /** How long the end of a run waits for rollouts that are being written. */
    private static final long WRITING_SECONDS = 60;

    private final RunParts run;
    private final TrainConfig config;
    private final int stepsPerEpoch;
    private final int totalSteps;
    private final Updater updater;
    private final RunProgress progress;
    private final StepRollouts rollouts;
    private final RolloutRecords records;
    private final Consumer<Map<String, Object>> listener;
    private final ExecutorService writing = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "acpo-rollout-writer");
        thread.setDaemon(true);
        return thread;
    });
    private RunState state;
    private List<int[]> plan = List.of();
    private int plannedEpoch = -1;
    private @Nullable GroupScores reference;

    /** @param listener gets the metrics of each step when they are recorded */
    TrainingLoop(RunParts run, RunState state, Consumer<Map<String, Object>> listener) {
        this.listener = listener;
        this.run = run;
        this.config = run.config();
        this.state = state;
        this.stepsPerEpoch = EpochPlan.steps(
                config.curriculum(), run.train().size(), config.rollout().promptsPerStep());
        this.totalSteps = Math.multiplyExact(config.curriculum().epochs(), stepsPerEpoch);
        this.updater = new Updater(
                config, run.trainer(), (long) totalSteps * config.update().minibatches(), run.updateMode());
        this.progress = new RunProgress(totalSteps, state.step());
        this.rollouts = new StepRollouts(run);
        this.records = new RolloutRecords(config.prompt(), run.tokenizer());
    }

    /** Runs the steps that are left and returns the state after the last. */
    RunState run() {
        run.weights().publish(state.step(), run.trainer().published());
        if (state.heldOut().isEmpty()) {
            Map<String, Object> row = position(0, 0, stage(0));
            evaluate(row);
            report(row);
            progress.evaluated(row);
        }
        while (state.step() < totalSteps) {
            step();
        }
        return state;
    }

    private void step() {
        Stopwatch whole = new Stopwatch();
        int step = state.step() + 1;
        int epoch = state.step() / stepsPerEpoch;
        beginEpoch(epoch);
        int stage = stage(epoch);
        pinReference(stage);

        SampledStep sampled = rollouts.areBegun() ? rollouts.await() : rollouts.sample(order(step, stage));
        if (samplesAhead(step)) {
            rollouts.begin(order(step + 1, stage));
        }
        CreditedStep credited = CreditedStep.of(sampled.groups(), config.advantage(), state.reliability());
        Future<?> written = write(step, epoch, stage, credited);
        run.limitThreads();
        UpdateReport update = updater.update(credited, step, stage, reference);
        Stopwatch watch = new Stopwatch();
        publish(step);
        double published = watch.lap();

        Map<String, Object> row = position(step, epoch, stage);
        row.putAll(StepMetrics.of(sampled, credited));
        update.report(row);
        row.put(MetricNames.TIME_PUBLISH, published);
        row.put(MetricNames.TIME_ROLLOUTS, await(written));
        double seconds = whole.lap();
        long tokens = sampled.times().responseTokens();
        row.put(MetricNames.TIME_STEP, seconds);
        row.put(MetricNames.TOKENS_PER_S, tokens / seconds);
        row.put(MetricNames.DRIVER_MEMORY, DeviceMemory.usedBytes(run.device()) / 1e9);
        state = state.afterStep(
                run.trainer().optimizerSteps(),
                state.difficulty().update(sampled.all(), config.curriculum().difficulty()),
                credited.reliability(),
                update.skippedInRow(state.skippedInRow()),
                tokens,
                seconds);
        finish(row);
        stopIfDiverged(epoch);
    }

    /** Evaluates and saves where due, and reports the step. The row comes first, so that a checkpoint never lacks it. */
    private void finish(Map<String, Object> row) {
        int step = state.step();
        boolean evaluated = isEvaluated(step);
        if (evaluated) {
            evaluate(row);
        }
        report(row);
        listener.accept(row);
        progress.step(step, row);
        if (evaluated) {
            progress.evaluated(row);
        }
        boolean best = evaluated && config.checkpoint().keepBest() && state.bestStep() == step;
        if (best || isKept(step)) {
            run.checkpoints().save(run.model(), run.trainer(), state, config.checkpoint());
        }
    }

    private void report(Map<String, Object> row) {
        run.metrics().append(row);
        run.trackers().metrics(row);
        RunGauges.report(row);
    }

    private Map<String, Object> position(int step, int epoch, int stage) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(MetricNames.STEP, step);
        row.put(MetricNames.EPOCH, epoch);
        row.put(MetricNames.STAGE, stage);
        return row;
    }

    private int stage(int epoch) {
        return Stages.stage(config.curriculum(), epoch, state.heldOut());
    }

    private void beginEpoch(int epoch) {
        if (epoch == plannedEpoch) {
            return;
        }
        if (state.step() % stepsPerEpoch == 0) {
            state = state.beginEpoch();
        }
        plan = EpochPlan.of(
                config.seed(),
                epoch,
                problemWeights(),
                stepsPerEpoch,
                config.rollout().promptsPerStep());
        plannedEpoch = epoch;
    }

    private double[] problemWeights() {
        List<String> ids = run.train().stream().map(Problem::id).toList();
        Difficulty known = state.epochDifficulty();
        return known.weights(ids, config.curriculum().difficulty());
    }

    /** Keeps the policy as it is before the first step with a KL term, or the base policy (method.md section 5). */
    private void pinReference(int stage) {
        boolean wanted = config.update().kl().coefficient() > 0
                && config.update().kl().stages().contains(stage);
        if (!wanted || reference != null) {
            return;
        }
        if (state.referenceVersion() == null) {
            boolean base = config.update().kl().reference() == Reference.BASE;
            state = state.withReference(base ? 0 : state.step());
        }
        int version = Objects.requireNonNull(state.referenceVersion());
        reference = run.reference(version);
    }

    private StepRollouts.Order order(int step, int stage) {
        return new StepRollouts.Order(
                step, stage, state.step(), plan.get((step - 1) % stepsPerEpoch), problemWeights());
    }

    /**
     * Whether the step after this one may be sampled before this one's update. Not where this one is followed by an evaluation, a
     * checkpoint or an epoch, which all need the updated policy; so a run that is resumed goes on as one that never stopped.
     */
    private boolean samplesAhead(int step) {
        return config.rollout().overlap() && step % stepsPerEpoch != 0 && !isEvaluated(step) && !isKept(step);
    }

    private boolean isEvaluated(int step) {
        int every = config.evaluation().every();
        return step == totalSteps || (every > 0 && step % every == 0);
    }

    private boolean isKept(int step) {
        return step == totalSteps || step % config.checkpoint().every() == 0;
    }

    private Future<?> write(int step, int epoch, int stage, CreditedStep credited) {
        return writing.submit(() -> {
            List<RolloutRecord> made = records.of(epoch, step, stage, credited);
            run.rollouts().write(made);
            run.trackers().samples(made);
        });
    }

    private void publish(int step) {
        run.weights().publish(step, run.trainer().published());
        Set<Integer> needed = new HashSet<>(rollouts.versions());
        needed.add(step);
        if (state.referenceVersion() != null) {
            needed.add(state.referenceVersion());
        }
        if (config.update().kl().coefficient() > 0 && config.update().kl().reference() == Reference.BASE) {
            needed.add(0);
        }
        run.weights().collect(needed);
    }

    private void evaluate(Map<String, Object> row) {
        Stopwatch watch = new Stopwatch();
        EvaluationSummary summary = run.evaluator()
                .evaluate(
                        "step " + state.step() + ": evaluation",
                        config,
                        run.replica().at(state.step()),
                        run.heldOut());
        state = state.withEvaluation(summary.passAt1());
        row.putAll(summary.metrics());
        row.put(MetricNames.TIME_EVALUATE, watch.lap());
    }

    private void stopIfDiverged(int epoch) {
        if (state.skippedInRow() >= config.update().maxSkipped()) {
            throw new UserException(state.skippedInRow()
                    + " optimizer steps in a row gave a loss or gradient that is not finite; the last batch is at "
                    + run.folder().rollouts(epoch, state.step())
                    + "; lower optimizer.learning_rate in " + run.folder().config()
                    + " and --resume from the last checkpoint");
        }
    }

    /** Seconds waited. */
    private static double await(Future<?> written) {
        Stopwatch watch = new Stopwatch();
        try {
            written.get();
            return watch.lap();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while rollouts were written", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("writing rollouts failed: " + e.getCause(), e.getCause());
        }
    }

    @Override
    public void close() {
        rollouts.close();
        // after a failure a step's rollouts may still be being written, which the end of the session would cut off
        writing.shutdown();
        try {
            if (!writing.awaitTermination(WRITING_SECONDS, TimeUnit.SECONDS)) {
                writing.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (reference != null) {
            reference.close();
        }
    }
}
