package org.acpo.driver.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.acpo.common.config.Recipe;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.LocalSpark;
import org.acpo.driver.checkpoint.RunState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are reported elsewhere, and what happens when that, or the report, fails. */
class TrackedRunTest {
    @TempDir
    Path folder;

    private RunState train(RunFolder run, String... overrides) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "model.path=../deploy/models/nano",
                "data.train.count=16",
                "data.eval.count=4",
                "rollout.prompts_per_step=2",
                "rollout.samples_per_prompt=4",
                "curriculum.epochs=2",
                "curriculum.switch_epoch=1",
                "curriculum.steps_per_epoch=1"));
        all.addAll(List.of(overrides));
        Recipe recipe = new Recipe("quickstart", Files.readString(Path.of("../deploy/recipes/quickstart.yaml")));
        TrainConfig config = TrainConfig.load(recipe, all);
        return TrainingRun.start(LocalSpark.session(), config, run);
    }

    private List<String> files(Path below) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> below.relativize(file).toString())
                    .toList();
        }
    }

    @Test
    void metricsRolloutsAndReportReachTheTrackers() throws IOException {
        Path mlruns = folder.resolve("mlruns");
        Path run = folder.resolve("run");
        train(RunFolder.of(run.toString()), "tracking.tensorboard=true", "tracking.mlflow=" + mlruns);
        assertThat(files(run.resolve("tensorboard"))).singleElement().asString().contains("tfevents");
        List<String> kept = files(mlruns);
        assertThat(kept).anyMatch(file -> file.endsWith("artifacts/report.html"));
        assertThat(kept).anyMatch(file -> file.endsWith("artifacts/rollouts/step-000002.md"));
        String reward = kept.stream()
                .filter(file -> file.endsWith("metrics/reward/mean"))
                .findFirst()
                .orElseThrow();
        assertThat(Files.readAllLines(mlruns.resolve(reward))).hasSize(2);
    }

    @Test
    void aRunWhoseTrackerAndReportFailIsDoneAllTheSame() throws IOException {
        Path run = folder.resolve("run");
        // where the report belongs lies a folder that is not empty
        Files.createDirectories(run.resolve("report.html/in-the-way"));
        Path noFolder = Files.createFile(folder.resolve("file"));
        PrintStream terminal = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        RunState state;
        try {
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
            state = train(RunFolder.of(run.toString()), "tracking.mlflow=" + noFolder);
        } finally {
            System.setErr(terminal);
        }
        assertThat(state.step()).isEqualTo(2);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("acpo: warning: MLflow is left out")
                .contains("acpo: warning: the report could not be written")
                .contains("acpo report --run");
    }
}
