package org.acpo.driver.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.acpo.common.UserException;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.checkpoint.RunState;
import org.acpo.driver.live.LiveServer;
import org.acpo.driver.spark.Sessions;
import org.acpo.driver.train.TrainingRun;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code acpo train}. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a policy by reinforcement learning with verifiable rewards.",
            "",
            "A recipe says what to train and how; every key that it may have, with its default and meaning, is printed by"
                    + " 'acpo train --defaults'. The run folder receives checkpoints in Hugging Face format, the rollouts as"
                    + " Parquet, metrics.jsonl and report.html."
        },
        footer = {
            "",
            "Examples:",
            "  acpo train --recipe quickstart",
            "  acpo train --recipe quickstart --set seed=5 --run runs/seed5",
            "  acpo train --run runs/seed5 --resume",
            "  acpo train --recipe my.yaml --master yarn --run hdfs:///runs/first"
        })
public final class TrainCommand implements Callable<Integer> {
    @Option(names = "--recipe", paramLabel = "NAME|FILE", description = "One of the shipped recipes, or a YAML file.")
    private @Nullable String recipe;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Overrides one key; may be given many times.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description = "Run folder on any Hadoop file system; default runs/RECIPE-TIME.")
    private @Nullable String run;

    @Option(
            names = "--resume",
            description =
                    "Continue the run in --run from its newest checkpoint, with the configuration it was started with.")
    private boolean resume;

    @Mixin
    private SparkOptions sparkOptions;

    @Option(names = "--defaults", description = "Print every configuration key with its default, and exit.")
    private boolean defaults;

    @Override
    public Integer call() {
        if (defaults) {
            System.out.print(TrainConfig.defaultsYaml());
            return 0;
        }
        if (resume) {
            requireResumable();
        } else if (recipe == null) {
            throw new UsageException("--recipe is missing; give the name of a recipe or a YAML file, for instance"
                    + " --recipe quickstart");
        }
        // bad configuration shows before Spark is started
        TrainConfig config = resume ? null : TrainConfig.load(Recipes.find(String.valueOf(recipe)), overrides);
        sparkOptions.apply();
        try (SparkSession spark = Sessions.open("acpo train")) {
            return train(spark, config);
        }
    }

    private void requireResumable() {
        if (run == null) {
            throw new UsageException("--resume needs --run, the folder of the run to go on with");
        }
        if (recipe != null || !overrides.isEmpty()) {
            throw new UserException(
                    "--resume goes on with the configuration in the run folder; leave --recipe and --set"
                            + " out, or begin another run");
        }
    }

    private int train(SparkSession spark, @Nullable TrainConfig config) {
        RunFolder folder = folder(spark);
        long start = System.nanoTime();
        try (Closeable page = page(spark, folder, config == null ? TrainingRun.config(spark, folder) : config)) {
            System.err.println("run folder: " + folder.root());
            RunState state =
                    config == null ? TrainingRun.resume(spark, folder) : TrainingRun.start(spark, config, folder);
            print(folder, state, (System.nanoTime() - start) / 1e9);
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The page about the run while it goes on, if it is wanted; a run goes on without it when no port is to be had. */
    private static Closeable page(SparkSession spark, RunFolder folder, TrainConfig config) {
        int port = config.live().port();
        if (port >= 0) {
            try {
                LiveServer server =
                        LiveServer.start(folder, spark.sessionState().newHadoopConf(), LiveServer.LOOPBACK, port);
                System.err.println("live view: " + server.url());
                return server;
            } catch (UserException e) {
                System.err.println("acpo: warning: no live view: " + e.getMessage());
            }
        }
        return () -> {};
    }

    private RunFolder folder(SparkSession spark) {
        String given = run;
        if (given == null) {
            String name = String.valueOf(recipe).replaceAll("^.*/|\\.yaml$", "");
            given = "runs/" + name + "-" + LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
        }
        try {
            Path path = new Path(given);
            FileSystem fs = path.getFileSystem(spark.sessionState().newHadoopConf());
            return new RunFolder(fs.makeQualified(path));
        } catch (IOException | IllegalArgumentException e) {
            throw new UserException(
                    "--run " + given + " is on no file system that can be reached: " + e.getMessage(), e);
        }
    }

    private static void print(RunFolder folder, RunState state, double seconds) {
        List<Double> heldOut = state.heldOut();
        double before = heldOut.get(0);
        double after = heldOut.get(heldOut.size() - 1);
        System.err.printf("held-out pass@1: %.1f%% before, %.1f%% after%n", 100 * before, 100 * after);
        System.err.println("report: " + folder.report());
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("run", folder.root().toString());
        result.put("report", folder.report().toString());
        result.put("checkpoint", folder.checkpoint(state.step()).toString());
        result.put("steps", state.step());
        result.put("pass@1_before", before);
        result.put("pass@1_after", after);
        result.put("seconds", seconds);
        CommandOutput.print(result);
    }
}
