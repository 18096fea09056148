package org.acpo.driver.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.rollout.RolloutWriter;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The Parquet of a run's rollouts, by steps. Which steps are there is known from the folder names alone, so a report reads
 * the steps it shows and no others. Driver side.
 *
 * @param steps one folder a step, in the order of steps
 */
record RolloutFiles(Path root, List<Step> steps) {
    private static final Pattern STEP_FOLDER = Pattern.compile("/epoch=\\d+/step=(\\d+)$");

    /** The folder of one step. */
    record Step(int step, Path folder) {}

    /** The steps that have a Parquet file; none if the folder is not there yet. */
    static RolloutFiles of(RunFolder run, Configuration hadoop) {
        try {
            Path pattern = new Path(run.rollouts(), "epoch=*/step=*/*.parquet");
            FileStatus[] files = run.rollouts().getFileSystem(hadoop).globStatus(pattern);
            List<Path> folders = new ArrayList<>();
            for (FileStatus file : files == null ? new FileStatus[0] : files) {
                folders.add(file.getPath().getParent());
            }
            List<Step> steps = new ArrayList<>();
            for (Path folder : folders.stream().distinct().toList()) {
                Matcher name = STEP_FOLDER.matcher(folder.toUri().getPath());
                if (name.find()) {
                    steps.add(new Step(Integer.parseInt(name.group(1)), folder));
                }
            }
            steps.sort(Comparator.comparingInt(Step::step));
            return new RolloutFiles(run.rollouts(), List.copyOf(steps));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + run.rollouts(), e);
        }
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    /** At most {@code max} steps, evenly spaced. */
    RolloutFiles thinned(int max) {
        return new RolloutFiles(root, Spread.evenly(steps, max));
    }

    /** The rows of these steps; there must be one. */
    Dataset<Row> rows(SparkSession spark) {
        String[] folders = steps.stream().map(step -> step.folder().toString()).toArray(String[]::new);
        return spark.read()
                .schema(RolloutWriter.schema())
                .option("basePath", root.toString())
                .parquet(folders);
    }

    /** Of rows, those of these steps. */
    Column includes(Dataset<Row> rows) {
        return rows.col("step").isin(steps.stream().map(Step::step).toArray());
    }
}
