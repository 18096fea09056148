package org.acpo.driver.train;

import ai.djl.Device;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acpo.common.UserException;
import org.acpo.common.attribution.Reliability;
import org.acpo.common.config.ConfigLoader;
import org.acpo.common.config.Recipe;
import org.acpo.common.curriculum.EpochPlan;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.SourceConfig;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.run.RunFolder;
import org.acpo.common.update.UpdateConfig.Mode;
import org.acpo.common.verify.Verifier;
import org.acpo.common.verify.Verifiers;
import org.acpo.driver.checkpoint.Checkpoints;
import org.acpo.driver.checkpoint.HadoopFiles;
import org.acpo.driver.checkpoint.MetricsLog;
import org.acpo.driver.checkpoint.RunState;
import org.acpo.driver.evaluate.Evaluator;
import org.acpo.driver.report.Report;
import org.acpo.driver.rollout.PromptCheck;
import org.acpo.driver.rollout.RolloutWriter;
import org.acpo.driver.rollout.StepSampler;
import org.acpo.driver.spark.DealtJob;
import org.acpo.driver.spark.ProblemFile;
import org.acpo.driver.spark.Problems;
import org.acpo.driver.track.Trackers;
import org.acpo.executors.engine.PolicyTrainer;
import org.acpo.executors.model.ModelFolder;
import org.acpo.executors.replica.Devices;
import org.acpo.executors.replica.ReplicaSpec;
import org.acpo.executors.replica.WeightStore;
import org.acpo.executors.rollout.StopTokens;
import org.acpo.executors.task.RolloutCounters;
import org.acpo.executors.tokenizer.Tokenizer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * A training run in its folder: begins one, or goes on with one that stopped, for whatever reason. Everything that can be
 * wrong with configuration, model and problems shows before the folder is made. Driver side.
 */
public final class TrainingRun {
    private static final Pattern STEP = Pattern.compile("step=(\\d+)");

    private final SparkSession spark;
    private final TrainConfig config;
    private final RunFolder folder;
    private final Consumer<Map<String, Object>> listener;
    private final Configuration hadoop;

    private TrainingRun(
            SparkSession spark, TrainConfig config, RunFolder folder, Consumer<Map<String, Object>> listener) {
        this.spark = spark;
        this.config = config;
        this.folder = folder;
        this.listener = listener;
        this.hadoop = spark.sessionState().newHadoopConf();
    }

    /**
     * Begins a run.
     *
     * @return the state after the last step
     * @throws UserException when the folder holds a run already, or model, problems or configuration do not fit
     */
    public static RunState start(SparkSession spark, TrainConfig config, RunFolder folder) {
        return start(spark, config, folder, row -> {});
    }

    /**
     * As {@link #start(SparkSession, TrainConfig, RunFolder)}.
     *
     * @param listener gets the metrics of each step, named as in {@link org.acpo.common.run.MetricNames}, when they are
     *     recorded
     */
    public static RunState start(
            SparkSession spark, TrainConfig config, RunFolder folder, Consumer<Map<String, Object>> listener) {
        TrainingRun run = new TrainingRun(spark, config, folder, listener);
        if (HadoopFiles.exists(folder.config(), run.hadoop)) {
            throw new UserException(folder.root() + " already holds a run; go on with it by --resume, or give another"
                    + " --run folder");
        }
        return run.train(
                RunState.initial(Reliability.initial(config.attribution().reliability())));
    }

    /**
     * Goes on with the run of a folder from its newest checkpoint, or from the beginning if it has none. What was
     * recorded behind the checkpoint is dropped and comes out the same again.
     *
     * @return the state after the last step
     * @throws UserException when the folder holds no run
     */
    public static RunState resume(SparkSession spark, RunFolder folder) {
        TrainingRun run = new TrainingRun(spark, config(spark, folder), folder, row -> {});
        Checkpoints checkpoints = new Checkpoints(folder, run.hadoop);
        Optional<RunState> latest = checkpoints.latest();
        run.dropBehind(latest.map(RunState::step).orElse(-1));
        return run.train(latest.orElseGet(() ->
                RunState.initial(Reliability.initial(run.config.attribution().reliability()))));
    }

    /** The configuration that a run folder was begun with. */
    public static TrainConfig config(SparkSession spark, RunFolder folder) {
        Configuration hadoop = spark.sessionState().newHadoopConf();
        if (!HadoopFiles.exists(folder.config(), hadoop)) {
            throw new UserException(folder.root() + " holds no run to resume: it has no "
                    + folder.config().getName() + "; check --run, or leave --resume out to begin one");
        }
        Recipe saved = new Recipe(folder.config().toString(), HadoopFiles.read(folder.config(), hadoop));
        return TrainConfig.load(saved, List.of());
    }

    private RunState train(RunState state) {
        if (config.rollout().overlap() && config.update().mode() == Mode.EXECUTORS) {
            throw new UserException(
                    "rollout.overlap is true with update.mode executors, but executors cannot sample the next"
                            + " step while they compute this one's gradients; set update.mode=driver or rollout.overlap=false");
        }
        Checkpoints checkpoints = new Checkpoints(folder, hadoop);
        boolean fresh = state.step() == 0;
        RunPolicy policy = RunPolicy.at(state.step(), config, folder, hadoop);
        ModelFolder model = policy.model();
        Tokenizer tokenizer = model.tokenizer();
        List<Problem> train = problems("train", config.data().train());
        List<Problem> heldOut = problems("eval", config.data().eval());
        Verifier verifier = Verifiers.of(config.verifier(), config.rollout().maxNewTokens());
        Verifiers.checkGold(verifier, train);
        Verifiers.checkGold(verifier, heldOut);
        PromptCheck prompts = new PromptCheck(config.prompt(), model.spec(), tokenizer);
        prompts.check(train);
        prompts.check(heldOut);
        EpochPlan.requireEnough(train.size(), config.rollout().promptsPerStep());
        StopTokens.of(model.spec(), tokenizer, config.rollout().stop());
        // what the user can mend has been refused by now; here the folder is claimed
        try (PolicyTrainer trainer = policy.trainer(device())) {
            if (!fresh) {
                trainer.restoreOptimizer(checkpoints.optimizerState(state.step()), state.optimizerSteps());
            }
            prepareFolder(model, train, heldOut);
            try (Trackers trackers = Trackers.open(config, folder, state.step(), hadoop, TrainingRun::warn)) {
                Schedule schedule = Schedule.of(config, train.size());
                Learner learner = learner(model, tokenizer, trainer);
                Journal journal = new Journal(
                        new MetricsLog(folder, hadoop),
                        new RolloutWriter(hadoop, folder),
                        new RolloutRecords(config.prompt(), tokenizer),
                        trackers,
                        new RunProgress(schedule.totalSteps(), state.step()),
                        learner.device(),
                        listener);
                RunParts parts = new RunParts(config, folder, train, heldOut, learner, cluster(), checkpoints, journal);
                RunState end = run(parts, state, schedule);
                report();
                trackers.finish(folder, hadoop);
                return end;
            }
        }
    }

    private static RunState run(RunParts parts, RunState state, Schedule schedule) {
        try (TrainingLoop loop = new TrainingLoop(parts, state, schedule)) {
            return loop.run();
        }
    }

    /** The run is done and its checkpoints are kept, so a report that fails is a warning. */
    private void report() {
        try {
            Report.write(spark, folder);
        } catch (RuntimeException e) {
            warn("the report could not be written (" + e.getMessage() + "); once that is mended: acpo report --run "
                    + folder.root());
        }
    }

    private static void warn(String message) {
        System.err.println("acpo: warning: " + message);
    }

    private Learner learner(ModelFolder model, Tokenizer tokenizer, PolicyTrainer trainer) {
        UpdateMode mode = config.update().mode() == Mode.EXECUTORS
                ? new ExecutorUpdate(config, job(), trainer, new WeightStore(folder.weights(), hadoop), replica())
                : new DriverUpdate(trainer);
        return new Learner(model, tokenizer, device(), trainer, mode);
    }

    private Cluster cluster() {
        RolloutCounters counters = RolloutCounters.of(spark.sparkContext());
        return new Cluster(
                replica(),
                job(),
                new StepSampler(config, job(), counters),
                new Evaluator(job(), counters),
                new WeightStore(folder.weights(), hadoop));
    }

    private DealtJob job() {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        return new DealtJob(context, config.rollout().tasks());
    }

    private ReplicaSpec replica() {
        return new ReplicaSpec(
                folder.model().toString(),
                folder.weights().toString(),
                0,
                config.model().dtype(),
                config.update().mode() == Mode.EXECUTORS);
    }

    /** A run goes on with what Spark read for it when it began; a table may have changed since. */
    private List<Problem> problems(String set, SourceConfig source) {
        boolean kept = source.kind().needsSpark()
                && HadoopFiles.exists(folder.config(), hadoop)
                && HadoopFiles.exists(folder.problems(set), hadoop);
        return kept ? ProblemFile.read(folder.problems(set), hadoop) : Problems.load(spark, source);
    }

    /** The configuration comes last: a folder that has one can be resumed. */
    private void prepareFolder(ModelFolder model, List<Problem> train, List<Problem> heldOut) {
        if (!HadoopFiles.exists(folder.config(), hadoop)) {
            model.writeDescription(folder.model(), hadoop);
            keep("train", config.data().train(), train);
            keep("eval", config.data().eval(), heldOut);
            HadoopFiles.write(folder.config(), ConfigLoader.toYaml(config), hadoop);
        }
    }

    private void keep(String set, SourceConfig source, List<Problem> problems) {
        if (source.kind().needsSpark()) {
            ProblemFile.write(folder.problems(set), problems, hadoop);
        }
    }

    private void dropBehind(int step) {
        if (HadoopFiles.exists(folder.metrics(), hadoop)) {
            new MetricsLog(folder, hadoop).truncateAfter(step);
        }
        try {
            FileSystem fs = folder.root().getFileSystem(hadoop);
            FileStatus[] written = fs.globStatus(new Path(folder.rollouts(), "epoch=*/step=*"));
            for (FileStatus status : written == null ? new FileStatus[0] : written) {
                Matcher name = STEP.matcher(status.getPath().getName());
                if (name.matches() && Integer.parseInt(name.group(1)) > step) {
                    fs.delete(status.getPath(), true);
                }
            }
        } catch (FileNotFoundException e) {
            // no rollouts yet
        } catch (IOException e) {
            throw new UncheckedIOException("dropping rollouts behind step " + step, e);
        }
    }

    /** The GPU that Spark gave the driver ({@code spark.driver.resource.gpu.amount}), or the processor. */
    private Device device() {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        return Devices.of(context.getConf(), context.resources());
    }
}
