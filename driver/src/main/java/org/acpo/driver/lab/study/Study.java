package org.acpo.driver.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.acpo.common.UserException;
import org.acpo.common.config.ConfigLoader;
import org.acpo.common.config.Recipe;
import org.acpo.common.lab.CreditScore;
import org.acpo.common.run.MetricNames;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.checkpoint.HadoopFiles;
import org.acpo.driver.checkpoint.MetricsLog;
import org.acpo.driver.train.TrainingRun;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Trains what a study asks for, one run after another on the same executors, and compares. A run that is finished is not
 * done again, one that was stopped goes on.
 */
public final class Study {
    /** A chat's date is when a run began. */
    private static final String DATE = "date: ";

    private final SparkSession spark;
    private final StudyConfig config;
    private final Path folder;
    private final Configuration hadoop;

    private Study(SparkSession spark, StudyConfig config, Path folder) {
        this.spark = spark;
        this.config = config;
        this.folder = folder;
        this.hadoop = spark.sessionState().newHadoopConf();
    }

    /**
     * Runs or goes on with a study.
     *
     * @param recipes finds a method's recipe by name or file
     * @param news hears a line before each run
     * @return the comparison's rows
     */
    public static List<Map<String, Object>> run(
            SparkSession spark,
            StudyConfig config,
            Path folder,
            Function<String, Recipe> recipes,
            Consumer<String> news) {
        Study study = new Study(spark, config, folder);
        List<StudyRun> runs = config.runs(recipes);
        List<LearningCurve> curves = new ArrayList<>();
        List<Map<String, Object>> steps = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            StudyRun run = runs.get(i);
            news.accept("run " + (i + 1) + "/" + runs.size() + ": " + run.name());
            boolean trained = study.train(run);
            List<Map<String, Object>> rows = new MetricsLog(run.folder(folder), study.hadoop).rows();
            curves.add(LearningCurve.of(run, rows));
            steps.addAll(study.scored(run, rows));
            if (trained || i == runs.size() - 1) {
                study.write(curves, steps);
            }
        }
        return new Comparison(config.baseline(), curves).rows();
    }

    /** Whether the run was not finished before. */
    private boolean train(StudyRun run) {
        RunFolder at = run.folder(folder);
        if (!HadoopFiles.exists(at.config(), hadoop)) {
            TrainingRun.start(spark, run.config(), at);
            return true;
        }
        requireSame(run, at);
        if (isFinished(run, at)) {
            return false;
        }
        TrainingRun.resume(spark, at);
        return true;
    }

    /** A run that was begun with other settings must not be compared as one with those of today. */
    private void requireSame(StudyRun run, RunFolder at) {
        List<String> saved =
                ConfigLoader.toYaml(TrainingRun.config(spark, at)).lines().toList();
        List<String> wanted = ConfigLoader.toYaml(run.config()).lines().toList();
        for (int i = 0; i < Math.max(saved.size(), wanted.size()); i++) {
            String before = i < saved.size() ? saved.get(i).strip() : "";
            String now = i < wanted.size() ? wanted.get(i).strip() : "";
            if (!before.equals(now) && !(before.startsWith(DATE) && now.startsWith(DATE))) {
                throw new UserException(at.root() + " was begun with '" + before + "' (line " + (i + 1) + " of its "
                        + at.config().getName() + "), but the study now says '" + now
                        + "'; give another --out, or remove that folder to have it run again");
            }
        }
    }

    /** The last step's checkpoint is written after everything else about it. */
    private boolean isFinished(StudyRun run, RunFolder at) {
        if (!HadoopFiles.exists(at.metrics(), hadoop)) {
            return false;
        }
        List<Map<String, Object>> rows = new MetricsLog(at, hadoop).rows();
        int done = rows.size() - 1;
        int wanted =
                run.config().curriculum().epochs() * run.config().curriculum().stepsPerEpoch();
        return wanted > 0 && done >= wanted && HadoopFiles.exists(at.checkpoint(done), hadoop);
    }

    private List<Map<String, Object>> scored(StudyRun run, List<Map<String, Object>> rows) {
        Map<Integer, CreditScore> scores = CreditTable.of(spark, run, run.folder(folder));
        List<Map<String, Object>> scored = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            Map<String, Object> copy = new LinkedHashMap<>();
            copy.put("task", run.task());
            copy.put("method", run.method());
            copy.put("seed", run.seed());
            copy.putAll(row);
            CreditScore score = scores.get((int) LearningCurve.number(row, MetricNames.STEP, 0));
            if (score != null) {
                copy.putAll(score.metrics());
            }
            scored.add(copy);
        }
        return scored;
    }

    private void write(List<LearningCurve> curves, List<Map<String, Object>> steps) {
        List<Map<String, Object>> comparison = new Comparison(config.baseline(), curves).rows();
        StudyTable.write(spark, steps, new Path(folder, "steps.parquet"));
        StudyTable.json(comparison, new Path(folder, "comparison.json"), hadoop);
        HadoopFiles.write(new Path(folder, "study.html"), StudyPage.render(config, comparison, curves, steps), hadoop);
    }
}
