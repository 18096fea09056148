package org.acpo.driver.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.acpo.common.advantage.CreditedRollout;
import org.acpo.common.curriculum.RunPosition;
import org.acpo.common.dataset.RolloutRecord;
import org.acpo.common.dataset.RolloutSchema;
import org.acpo.common.problem.Problem;
import org.acpo.common.rollout.Attribution.Estimator;
import org.acpo.common.rollout.Attribution.Measure;
import org.acpo.common.rollout.Draw;
import org.acpo.common.rollout.Response;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.Step;
import org.acpo.common.run.RunFolder;
import org.acpo.common.verify.Verdict;
import org.acpo.driver.LocalSpark;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rollouts of a run as others see them: with Spark's own reader and nothing of ours. */
class RolloutDatasetTest {
    @TempDir
    Path folder;

    private final SparkSession spark = LocalSpark.session();
    private RunFolder run;

    @BeforeEach
    void writeFourSteps() {
        run = RunFolder.of(folder.toUri().toString());
        for (int step = 1; step <= 4; step++) {
            List<RolloutRecord> records = new ArrayList<>();
            for (int index = 0; index < 3; index++) {
                records.add(record(step, index));
            }
            writer().write(records);
        }
    }

    private RolloutWriter writer() {
        return new RolloutWriter(spark.sparkContext().hadoopConfiguration(), run);
    }

    /** Two steps an epoch, the second epoch is stage 2. Without attribution in the last step. */
    private static RolloutRecord record(int step, int index) {
        Rollout rollout = new Rollout(
                new Draw("p" + step, index, step - 1, 1, 1f),
                Response.written(
                        new int[] {5, 6, 7},
                        new float[] {-0.1f, -0.2f, -0.3f},
                        new float[] {0.5f, 0.25f, 0.125f},
                        "abc",
                        false),
                new Verdict(1, true, "2", -1, Verdict.Reason.CORRECT),
                Step.attributed(
                        Step.cut(new int[] {1, 3}, new float[] {0.5f, 0.25f, 0.125f}),
                        Estimator.GOLD_PROBE,
                        Measure.LOG_PROB,
                        step == 4 ? new double[0] : new double[] {-2, -1, -0.5}));
        Problem problem = new Problem("p" + step, "1 + 1?", "2", null, null, null, null);
        int epoch = (step - 1) / 2;
        return new RolloutRecord(
                new RunPosition(epoch, step, epoch + 1),
                problem,
                "1 + 1?\n",
                List.of("a", "b", "c"),
                new CreditedRollout(rollout, 0.5, new double[] {0.75, 0.625}, new int[] {1, 1}, -1));
    }

    private Dataset<Row> rollouts() {
        return spark.read().parquet(run.rollouts().toString());
    }

    @Test
    void columnsAreThoseOfTheSchemaInPlainTypes() {
        assertThat(rollouts().columns())
                .containsExactlyInAnyOrder(RolloutSchema.columns().stream()
                        .map(RolloutSchema.Column::name)
                        .toArray(String[]::new));
        Row row = rollouts().where("step = 3 AND rollout_index = 2").first();
        assertThat(row.<Integer>getAs("schema_version")).isEqualTo(RolloutSchema.VERSION);
        assertThat(row.<Integer>getAs("epoch")).isEqualTo(1);
        assertThat(row.<Double>getList(row.fieldIndex("attributions"))).containsExactly(1.0, 0.5);
        assertThat(row.<String>getList(row.fieldIndex("token_texts"))).containsExactly("a", "b", "c");
    }

    /** Level, subject and source are null, and so left out. */
    @Test
    void everyValueComesBack() {
        Dataset<String> rows = rollouts()
                .where("step IN (2, 4) AND rollout_index = 1")
                .orderBy("step")
                .drop("epoch", "step")
                .toJSON();
        assertThat(rows.collectAsList()).containsExactly("""
                        {"schema_version":2,"stage":1,"policy_version":1,"problem_id":"p2","problem":"1 + 1?","answer":"2",\
                        "prompt":"1 + 1?\\n","rollout_index":1,"sampling_level":1,"temperature":1.0,"response":"abc","reward":1.0,\
                        "correct":true,"extracted":"2","verdict":"correct","truncated":false,"length":3,"tokens":[5,6,7],\
                        "token_texts":["a","b","c"],"log_probs":[-0.1,-0.2,-0.3],"entropies":[0.5,0.25,0.125],\
                        "outcome_advantage":0.5,"segment_ends":[1,3],"estimators":["gold_probe"],"measures":["log_prob"],\
                        "step_values":[-2.0,-1.0,-0.5],\
                        "attributions":[1.0,0.5],"step_advantages":[0.75,0.625],"step_classes":[1,1]}""", """
                        {"schema_version":2,"stage":2,"policy_version":3,"problem_id":"p4","problem":"1 + 1?","answer":"2",\
                        "prompt":"1 + 1?\\n","rollout_index":1,"sampling_level":1,"temperature":1.0,"response":"abc","reward":1.0,\
                        "correct":true,"extracted":"2","verdict":"correct","truncated":false,"length":3,"tokens":[5,6,7],\
                        "token_texts":["a","b","c"],"log_probs":[-0.1,-0.2,-0.3],"entropies":[0.5,0.25,0.125],\
                        "outcome_advantage":0.5,"segment_ends":[1,3],"estimators":[],"measures":[],"step_values":[],\
                        "attributions":[],"step_advantages":[0.75,0.625],"step_classes":[1,1]}""");
    }

    @Test
    void filesSayWhatTheirColumnsMean() {
        StructField reward = rollouts().schema().apply("reward");
        assertThat(reward.getComment().get()).isEqualTo("reward, shaping included");
    }

    @Test
    void writingAgainReplacesWhatAnInterruptedRunLeft() throws Exception {
        Path step = folder.resolve("rollouts/epoch=0/step=1");
        Files.copy(step.resolve("part-00000.snappy.parquet"), step.resolve("part-00001.snappy.parquet"));
        Files.writeString(step.resolve("_part-00002.snappy.parquet.writing"), "cut off");
        assertThat(rollouts().where("step = 1").count()).isEqualTo(6);
        writer().write(List.of(record(1, 0)));
        assertThat(rollouts().where("step = 1").count()).isEqualTo(1);
        try (Stream<Path> files = Files.list(step)) {
            assertThat(files.filter(file -> !file.getFileName().toString().startsWith(".")))
                    .containsExactly(step.resolve("part-00000.snappy.parquet"));
        }
    }

    private static String plan(Dataset<Row> query) {
        return query.queryExecution().executedPlan().toString().replaceAll("#\\d+", "");
    }

    @Test
    void filtersOnEpochAndStepPrunePartitionsAndOnStageRowGroups() {
        Dataset<Row> byStep = rollouts().where("epoch = 1 AND step = 3");
        assertThat(plan(byStep)).containsPattern("PartitionFilters: \\[[^]]*\\(epoch = 1\\)[^]]*\\(step = 3\\)");
        assertThat(byStep.inputFiles()).hasSize(4);
        assertThat(byStep.select("problem_id").distinct().collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactly("p3");
        assertThat(filesRead(byStep)).isEqualTo(1);

        // a file is of one stage, so the statistics of its row groups let Parquet skip it
        Dataset<Row> byStage = rollouts().where("stage = 2");
        assertThat(plan(byStage)).contains("EqualTo(stage,2)");
        assertThat(byStage.count()).isEqualTo(6);
    }

    /** What the scan itself counted. */
    private static long filesRead(Dataset<Row> query) {
        query.collectAsList();
        org.apache.spark.sql.execution.SparkPlan plan = query.queryExecution().executedPlan();
        while (!(plan instanceof org.apache.spark.sql.execution.FileSourceScanExec)) {
            plan = plan.children().head();
        }
        return plan.metrics().apply("numFiles").value();
    }

    @Test
    void aStepIsOneFile() throws Exception {
        try (Stream<Path> files = Files.walk(folder.resolve("rollouts"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".parquet")))
                    .hasSize(4);
        }
    }

    /** An older version lacks columns that were added since: they read as null beside newer files. */
    @Test
    void filesOfAnOlderVersionStayReadable() {
        String old = run.rollouts(0, 1).toString();
        Dataset<Row> known = spark.read().parquet(run.rollouts(0, 2).toString());
        String[] kept = Arrays.stream(known.columns())
                .filter(column -> !column.equals("step_classes") && !column.equals("verdict"))
                .toArray(String[]::new);
        known.selectExpr(kept)
                .withColumn("schema_version", org.apache.spark.sql.functions.lit(0))
                .write()
                .mode("overwrite")
                .parquet(old);
        Dataset<Row> all = spark.read()
                .schema(RolloutWriter.schema())
                .parquet(run.rollouts().toString());
        assertThat(all.count()).isEqualTo(12);
        assertThat(all.where("schema_version = 0 AND step_classes IS NULL AND verdict IS NULL")
                        .count())
                .isEqualTo(3);
        assertThat(all.where("schema_version = 2 AND verdict = 'correct'").count())
                .isEqualTo(9);
    }
}
