package org.acpo.driver.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.acpo.common.UserException;
import org.acpo.common.config.Recipe;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.run.MetricNames;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.LocalSpark;
import org.acpo.driver.checkpoint.MetricsLog;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The next step is sampled while the driver learns. */
class OverlapTest {
    private static final Path RECIPE = Path.of("../deploy/recipes/quickstart.yaml");
    private static final List<String> SMALL = List.of(
            "model.path=../deploy/models/nano",
            "data.train.count=64",
            "data.eval.count=8",
            "rollout.prompts_per_step=4",
            "rollout.samples_per_prompt=4",
            "rollout.hierarchical.first_level=2",
            "rollout.deterministic=true",
            "rollout.overlap=true",
            "update.is_cap=2",
            "update.threads=1",
            "evaluation.every=0",
            "checkpoint.every=3",
            "checkpoint.keep_best=false",
            "curriculum.epochs=2",
            "curriculum.switch_epoch=1",
            "curriculum.steps_per_epoch=4");

    @TempDir
    Path folder;

    private static TrainConfig config(String... more) throws IOException {
        List<String> settings = new ArrayList<>(SMALL);
        settings.addAll(List.of(more));
        return TrainConfig.load(new Recipe("quickstart", Files.readString(RECIPE)), settings);
    }

    private List<Map<String, Object>> steps(RunFolder run) {
        List<Map<String, Object>> rows = new MetricsLog(run, new Configuration()).rows();
        return rows.subList(1, rows.size());
    }

    private RunFolder folder(String name) {
        return RunFolder.of(folder.resolve(name).toString());
    }

    /** Steps 3 and 6 are checkpoints, step 4 ends an epoch: those after them are sampled from the policy as it is then. */
    @Test
    void rolloutsAreOneUpdateOldWhereNothingWaitsForTheUpdate() throws IOException {
        TrainingRun.start(LocalSpark.session(), config(), folder("whole"));
        assertThat(steps(folder("whole")))
                .extracting(row -> row.get(MetricNames.POLICY_VERSION))
                .containsExactly(0, 0, 1, 3, 4, 4, 6, 6);
    }

    @Test
    void aRunThatFailedGoesOnAsOneThatDidNot() throws IOException {
        TrainingRun.start(LocalSpark.session(), config(), folder("whole"));
        Consumer<Map<String, Object>> failing = row -> {
            if (row.get(MetricNames.STEP).equals(5)) {
                throw new IllegalStateException("as if the driver had died");
            }
        };
        assertThatThrownBy(() -> TrainingRun.start(LocalSpark.session(), config(), folder("broken"), failing))
                .hasMessage("as if the driver had died");
        TrainingRun.resume(LocalSpark.session(), folder("broken"));
        List<Map<String, Object>> whole = steps(folder("whole"));
        List<Map<String, Object>> resumed = steps(folder("broken"));
        assertThat(resumed).hasSameSizeAs(whole).hasSize(8);
        for (int i = 0; i < whole.size(); i++) {
            assertThat(untimed(resumed.get(i))).isEqualTo(untimed(whole.get(i)));
        }
    }

    private static Map<String, Object> untimed(Map<String, Object> row) {
        Map<String, Object> kept = new TreeMap<>(row);
        kept.keySet().removeIf(name -> name.startsWith("time/") || name.startsWith("perf/"));
        return kept;
    }

    @Test
    void gradientsOnExecutorsLeaveNobodyToSample() throws IOException {
        TrainConfig config = config("update.mode=executors");
        assertThatThrownBy(() -> TrainingRun.start(LocalSpark.session(), config, folder("never")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("set update.mode=driver or rollout.overlap=false");
    }
}
