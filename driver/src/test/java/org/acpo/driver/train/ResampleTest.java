package org.acpo.driver.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.acpo.common.config.Recipe;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.run.MetricNames;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.LocalSpark;
import org.acpo.driver.checkpoint.MetricsLog;
import org.acpo.driver.checkpoint.RunState;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other problems take the place of those whose rewards are all equal. */
class ResampleTest {
    private static final Path RECIPE = Path.of("../deploy/recipes/quickstart.yaml");

    @TempDir
    Path folder;

    /** A policy that is cut off after one token solves nothing, so every group is given up as often as is allowed. */
    @Test
    void theCurriculumLearnsOfProblemsThatWereGivenUp() throws IOException {
        TrainConfig config = TrainConfig.load(
                new Recipe("quickstart", Files.readString(RECIPE)),
                List.of(
                        "model.path=../deploy/models/nano",
                        "data.train.count=64",
                        "data.eval.count=8",
                        "rollout.prompts_per_step=4",
                        "rollout.samples_per_prompt=4",
                        "rollout.hierarchical.enabled=false",
                        "rollout.max_new_tokens=1",
                        "update.zero_variance=resample",
                        "update.max_resamples=2",
                        "evaluation.every=0",
                        "curriculum.epochs=1",
                        "curriculum.steps_per_epoch=1"));
        RunFolder run = RunFolder.of(folder.resolve("run").toString());
        RunState state = TrainingRun.start(LocalSpark.session(), config, run);
        Map<String, Object> step =
                new MetricsLog(run, new Configuration()).rows().get(1);
        assertThat(step).containsEntry(MetricNames.RESAMPLED, 8).containsEntry(MetricNames.ROLLOUTS, 16);
        assertThat(step).containsEntry(MetricNames.RESPONSE_TOKENS, 3 * 16);
        assertThat(state.difficulty().passRates())
                .hasSize(12)
                .allSatisfy((id, rate) -> assertThat(rate).isZero());
    }
}
