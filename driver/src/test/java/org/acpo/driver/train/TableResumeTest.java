package org.acpo.driver.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.run.MetricNames;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.LocalSpark;
import org.acpo.driver.checkpoint.RunState;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table may have changed when a run goes on. */
class TableResumeTest {
    private static final String TABLE = "problems_that_go_away";

    @TempDir
    Path folder;

    private final SparkSession spark = LocalSpark.session();

    @Test
    void aRunGoesOnWithTheProblemsThatItBeganWith() {
        TrainConfig config = TrainConfig.load(
                null,
                List.of(
                        "model.path=../deploy/models/nano",
                        "data.train.kind=table",
                        "data.train.path=" + TABLE,
                        "data.eval.kind=table",
                        "data.eval.path=" + TABLE,
                        "rollout.prompts_per_step=4",
                        "rollout.samples_per_prompt=4",
                        "rollout.hierarchical.first_level=2",
                        "rollout.max_new_tokens=4",
                        "evaluation.max_new_tokens=4",
                        "evaluation.every=0",
                        "checkpoint.every=1",
                        "curriculum.epochs=1",
                        "curriculum.steps_per_epoch=2"));
        RunFolder run = RunFolder.of(folder.resolve("run").toString());
        Consumer<Map<String, Object>> failing = row -> {
            if (row.get(MetricNames.STEP).equals(2)) {
                throw new IllegalStateException("as if the driver had died");
            }
        };
        spark.range(8)
                .selectExpr("concat('p', id) AS id", "concat(id, ' + 1?') AS problem", "string(id + 1) AS answer")
                .createOrReplaceTempView(TABLE);
        assertThatThrownBy(() -> TrainingRun.start(spark, config, run, failing))
                .hasMessage("as if the driver had died");
        spark.catalog().dropTempView(TABLE);
        RunState end = TrainingRun.resume(spark, run);
        assertThat(end.step()).isEqualTo(2);
        assertThat(end.difficulty().passRates()).hasSize(8);
    }
}
