package org.acpo.driver.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.acpo.common.config.Recipe;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.run.MetricNames;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.LocalSpark;
import org.acpo.driver.checkpoint.MetricsLog;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two small steps of each shipped recipe on the shipped base policy. */
class RecipeRunsTest {
    private static final Path RECIPES = Path.of("../deploy/recipes");
    private static final List<String> SMALL = List.of(
            "model.path=../deploy/models/nano",
            "data.train.count=64",
            "data.eval.count=8",
            "rollout.prompts_per_step=4",
            "rollout.samples_per_prompt=4",
            "curriculum.epochs=2",
            "curriculum.steps_per_epoch=1");

    @TempDir
    Path folder;

    private List<Map<String, Object>> run(String name, String... overrides) throws IOException {
        List<String> all = new ArrayList<>(SMALL);
        all.addAll(List.of(overrides));
        Recipe recipe = new Recipe(name, Files.readString(RECIPES.resolve(name + ".yaml")));
        TrainConfig config = TrainConfig.load(recipe, all);
        RunFolder run = RunFolder.of(folder.resolve(name).toString());
        TrainingRun.start(LocalSpark.session(), config, run);
        return new MetricsLog(run, new Configuration()).rows();
    }

    private static double number(Map<String, Object> row, String name) {
        return ((Number) row.get(name)).doubleValue();
    }

    private static void assertTrained(List<Map<String, Object>> rows) {
        assertThat(rows).hasSize(3);
        assertThat(rows.get(0)).containsKey(MetricNames.EVAL_PASS_AT_1);
        assertThat(rows.get(2)).containsKey(MetricNames.EVAL_PASS_AT_1);
        assertThat(rows.subList(1, 3)).allSatisfy(row -> {
            assertThat(number(row, MetricNames.SKIPPED)).isZero();
            assertThat(number(row, MetricNames.GRAD_NORM)).isPositive();
            assertThat(number(row, MetricNames.REWARD_MEAN)).isBetween(-1.0, 1.0);
            assertThat(number(row, MetricNames.VERIFIER_RATE + "correct"))
                    .isEqualTo(number(row, MetricNames.TRAIN_PASS_AT_1));
            assertThat(sum(row, MetricNames.VERIFIER_RATE)).isCloseTo(1, within(1e-9));
        });
    }

    private static double sum(Map<String, Object> row, String prefix) {
        return row.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .mapToDouble(name -> number(row, name))
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpo", "dr-grpo", "dapo", "rloo", "gspo"})
    void baselinesRunInOneStageWithoutStepsToCredit(String name) throws IOException {
        List<Map<String, Object>> rows = run(name, "curriculum.switch_epoch=2");
        assertTrained(rows);
        assertThat(rows.subList(1, 3)).allSatisfy(row -> {
            assertThat(number(row, MetricNames.STAGE)).isEqualTo(1);
            assertThat(number(row, MetricNames.MEAN_TEMPERATURE)).isEqualTo(1);
            assertThat(number(row, MetricNames.SEGMENTS_MEAN)).isEqualTo(1);
        });
    }

    @Test
    void theQuickstartGoesThroughBothStages() throws IOException {
        List<Map<String, Object>> rows =
                run("quickstart", "rollout.hierarchical.first_level=2", "curriculum.switch_epoch=1");
        assertTrained(rows);
        assertThat(number(rows.get(1), MetricNames.STAGE)).isEqualTo(1);
        assertThat(number(rows.get(2), MetricNames.STAGE)).isEqualTo(2);
        assertThat(number(rows.get(1), MetricNames.SEGMENTS_MEAN)).isGreaterThan(1);
        assertThat(number(rows.get(1), MetricNames.BRANCH_TOKENS)).isZero();
    }

    @Test
    void monteCarloCreditCountsTheTokensOfItsContinuations() throws IOException {
        List<Map<String, Object>> rows =
                run("quickstart", "attribution.monte_carlo.samples=1", "attribution.monte_carlo.max_branches=1");
        assertTrained(rows);
        // a continuation behind each of 4 prompts and behind at most one step end of 16 responses, of 96 tokens at most
        assertThat(number(rows.get(1), MetricNames.BRANCH_TOKENS)).isBetween(4.0, 20.0 * 96);
    }
}
