package org.acpo.driver.ml;

import java.io.IOException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.common.config.ConfigLoader;
import org.acpo.common.config.Recipe;
import org.acpo.common.problem.SourceConfig;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.checkpoint.HadoopFiles;
import org.acpo.driver.checkpoint.RunState;
import org.acpo.driver.spark.ProblemFile;
import org.acpo.driver.spark.Problems;
import org.acpo.driver.train.TrainingRun;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * One fit: a run in a folder of its own. The table's problems are kept there as JSON lines and the configuration points
 * to them, so that {@code acpo train --resume} can go on with a fit whose session died. Driver side.
 */
final class Fit {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    private static final List<String> FIELDS =
            List.of("id", "problem", "answer", "level", "subject", "source", "solution");

    private final AcpoTrainer trainer;
    private final TrainConfig config;
    private final SparkSession spark;
    private final Configuration hadoop;

    Fit(AcpoTrainer trainer, TrainConfig config, SparkSession spark) {
        this.trainer = trainer;
        this.config = config;
        this.spark = spark;
        this.hadoop = spark.sessionState().newHadoopConf();
    }

    /**
     * Trains on a table's problems. A run that is refused leaves no folder behind.
     *
     * @return the last checkpoint, a Hugging Face folder
     */
    Path run(Dataset<?> table) {
        ProblemSplit problems = split(table.select(columns(table)));
        RunFolder folder = newFolder();
        try {
            TrainConfig own = withProblems(problems, folder);
            System.err.println("run folder: " + folder.root());
            RunState state = TrainingRun.start(spark, own, folder);
            List<Double> heldOut = state.heldOut();
            System.err.printf(
                    Locale.ROOT,
                    "held-out pass@1: %.1f%% before, %.1f%% after%n",
                    100 * heldOut.get(0),
                    100 * heldOut.get(heldOut.size() - 1));
            System.err.println("report: " + folder.report());
            return folder.checkpoint(state.step());
        } catch (RuntimeException e) {
            if (!HadoopFiles.exists(folder.config(), hadoop)) {
                HadoopFiles.delete(folder.root(), hadoop);
            }
            throw e;
        }
    }

    /** The columns that make a problem, and the one that holds some out. */
    private Column[] columns(Dataset<?> table) {
        Map<String, String> names = config.data().train().fields();
        List<String> wanted = new ArrayList<>(
                FIELDS.stream().map(field -> names.getOrDefault(field, field)).toList());
        if (trainer.isDefined(trainer.validationCol())) {
            wanted.add(trainer.getValidationCol());
        }
        return Arrays.stream(table.columns())
                .filter(wanted::contains)
                .map(name -> functions.col("`" + name.replace("`", "``") + "`"))
                .toArray(Column[]::new);
    }

    /** Held out are the rows that the user marked or a share, unless the configuration names problems of its own. */
    private ProblemSplit split(Dataset<Row> table) {
        SourceConfig source = config.data().train();
        if (trainer.isDefined(trainer.validationCol())) {
            return ProblemSplit.byColumn(table, trainer.getValidationCol(), source);
        }
        boolean configured = !config.data().eval().equals(defaults().data().eval());
        if (configured && !trainer.isSet(trainer.evalFraction())) {
            return new ProblemSplit(
                    Problems.ofRows(table, source),
                    Problems.load(spark, config.data().eval()));
        }
        return ProblemSplit.byFraction(Problems.ofRows(table, source), trainer.getEvalFraction(), config.seed());
    }

    private static TrainConfig defaults() {
        return TrainConfig.load(null, List.of());
    }

    /** Keeps the problems in the folder and gives the configuration that reads them from there. */
    private TrainConfig withProblems(ProblemSplit problems, RunFolder folder) {
        ProblemFile.write(folder.problems("train"), problems.train(), hadoop);
        ProblemFile.write(folder.problems("eval"), problems.heldOut(), hadoop);
        System.err.println("problems: " + problems.train().size() + " to train on, "
                + problems.heldOut().size() + " held out");
        Recipe all = new Recipe("the params", ConfigLoader.toYaml(config));
        return TrainConfig.load(all, List.of(source("train", folder), source("eval", folder)));
    }

    private static String source(String set, RunFolder folder) {
        String path = folder.problems(set).toString().replace("'", "''");
        return "data." + set + "={kind: jsonl, path: '" + path + "', fields: {}, answer_format: plain, limit: 0}";
    }

    /** A folder below {@code runDir} that nothing is in yet. */
    private RunFolder newFolder() {
        String name = trainer.uid() + "-" + LocalDateTime.now().format(TIME);
        try {
            Path parent = new Path(trainer.getRunDir());
            FileSystem fs = parent.getFileSystem(hadoop);
            synchronized (Fit.class) {
                Path folder = fs.makeQualified(new Path(parent, name));
                for (int i = 2; fs.exists(folder); i++) {
                    folder = fs.makeQualified(new Path(parent, name + "-" + i));
                }
                fs.mkdirs(folder);
                return new RunFolder(folder);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new UserException(
                    "no folder can be made in runDir " + trainer.getRunDir() + ": " + e.getMessage(), e);
        }
    }
}
