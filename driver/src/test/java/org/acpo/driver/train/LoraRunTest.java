package org.acpo.driver.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.acpo.common.UserException;
import org.acpo.common.config.Recipe;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.run.MetricNames;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.JsonFiles;
import org.acpo.driver.LocalSpark;
import org.acpo.driver.checkpoint.MetricsLog;
import org.acpo.driver.inference.Scoring;
import org.acpo.driver.inference.Target;
import org.acpo.executors.model.AdapterFolder;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelFolder;
import org.acpo.executors.model.Safetensors;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that train adapters on the shipped base policy, through both stages. */
class LoraRunTest {
    private static final Path NANO = Path.of("../deploy/models/nano");
    private static final Configuration HADOOP = new Configuration();
    private static final Set<String> SAME = Set.of(
            MetricNames.LOSS, MetricNames.KL, MetricNames.GRAD_NORM, MetricNames.REWARD_MEAN, MetricNames.ENTROPY);

    @TempDir
    Path folder;

    private static TrainConfig config(String... overrides) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "model.path=" + NANO,
                "model.lora.rank=4",
                "optimizer.learning_rate=1e-2",
                "data.train.count=32",
                "data.eval.count=4",
                "rollout.deterministic=true",
                "rollout.prompts_per_step=4",
                "rollout.samples_per_prompt=4",
                "rollout.hierarchical.first_level=2",
                "checkpoint.every=1",
                "checkpoint.keep_last=4",
                "curriculum.epochs=2",
                "curriculum.switch_epoch=1",
                "curriculum.steps_per_epoch=2"));
        all.addAll(List.of(overrides));
        Recipe recipe = new Recipe("quickstart", Files.readString(Path.of("../deploy/recipes/quickstart.yaml")));
        return TrainConfig.load(recipe, all);
    }

    private Path train(String name, String... overrides) throws IOException {
        Path run = folder.resolve(name);
        TrainingRun.start(LocalSpark.session(), config(overrides), RunFolder.of(run.toString()));
        return run;
    }

    private static List<Map<String, Object>> numbers(Path run) {
        return new MetricsLog(RunFolder.of(run.toString()), HADOOP)
                .rows().stream()
                        .map(row -> row.entrySet().stream()
                                .filter(entry -> SAME.contains(entry.getKey()))
                                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
                        .toList();
    }

    private static List<String> names(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static Map<String, HostTensor> adapters(Path checkpoint) {
        return Safetensors.read(checkpoint.resolve("adapter_model.safetensors").toFile());
    }

    @Test
    void adaptersAreTrainedPublishedKeptAndResumed() throws IOException {
        byte[] base = Files.readAllBytes(NANO.resolve("model.safetensors"));
        Path run = train("run");
        assertThat(NANO.resolve("model.safetensors")).hasBinaryContent(base);

        List<Map<String, Object>> numbers = numbers(run);
        assertThat(numbers.subList(1, 5))
                .allSatisfy(row ->
                        assertThat((Double) row.get(MetricNames.GRAD_NORM)).isPositive());
        assertThat((Double) numbers.get(4).get(MetricNames.KL))
                .as("KL of stage 2 to the adapters at the end of stage 1")
                .isPositive();
        assertThat(names(run.resolve("checkpoints/step-4")))
                .contains("adapter_config.json", "adapter_model.safetensors", "tokenizer.json", "trainer")
                .doesNotContain("config.json", "model.safetensors");
        assertThat(names(run.resolve("model"))).contains("adapter_config.json").doesNotContain("config.json");
        Path published = run.resolve("weights/v-4.safetensors");
        assertThat(Files.size(published)).isLessThan(base.length / 10);
        assertLearnt(run);

        Path stopped = folder.resolve("stopped");
        FileUtils.copyDirectory(run.toFile(), stopped.toFile());
        FileUtils.deleteDirectory(stopped.resolve("checkpoints/step-3").toFile());
        FileUtils.deleteDirectory(stopped.resolve("checkpoints/step-4").toFile());
        TrainingRun.resume(LocalSpark.session(), RunFolder.of(stopped.toString()));
        assertThat(numbers(stopped)).isEqualTo(numbers);
        assertThat(stopped.resolve("checkpoints/step-4/adapter_model.safetensors"))
                .hasSameBinaryContentAs(run.resolve("checkpoints/step-4/adapter_model.safetensors"));
        assertThat(stopped.resolve("checkpoints/step-4/trainer/optimizer.safetensors"))
                .hasSameBinaryContentAs(run.resolve("checkpoints/step-4/trainer/optimizer.safetensors"));
    }

    /** Every A and B moved in every step, and no B stayed zero. */
    private static void assertLearnt(Path run) {
        Map<String, HostTensor> before = adapters(run.resolve("checkpoints/step-3"));
        adapters(run.resolve("checkpoints/step-4"))
                .forEach((name, tensor) -> assertThat(tensor.toFloats())
                        .as(name)
                        .isNotEqualTo(before.get(name).toFloats())
                        .isNotEqualTo(new float[(int) tensor.elements()]));
    }

    /** The same scores from the adapter and from the model that it becomes, by a command that knows neither. */
    @Test
    void commandsTakeACheckpointOfAdapters() throws IOException {
        Path checkpoint = train("run", "curriculum.epochs=1").resolve("checkpoints/step-2");
        ModelFolder merged = ModelFolder.read(checkpoint.toString(), HADOOP);
        Path plain = folder.resolve("plain");
        merged.write(new org.apache.hadoop.fs.Path(plain.toUri()), merged.weights(), HADOOP);
        assertThat(score(checkpoint)).isEqualTo(score(plain)).isNotEqualTo(score(NANO));
        assertIsNoBase(checkpoint);
    }

    private List<JsonNode> score(Path model) throws IOException {
        Path in = JsonFiles.write(
                folder.resolve("in.jsonl"), List.of(JsonFiles.line("id", "a", "token_ids", new int[] {9, 4, 17, 30})));
        Path out = folder.resolve("out.jsonl");
        TrainConfig config = TrainConfig.load(null, List.of("model.path=" + model));
        Scoring.run(LocalSpark.session(), config, in.toString(), new Target(out.toString(), true));
        return JsonFiles.lines(out).stream().map(line -> line.get("log_probs")).toList();
    }

    private void assertIsNoBase(Path checkpoint) {
        assertThat(AdapterFolder.isAt(checkpoint.toString(), HADOOP)).isTrue();
        assertThatThrownBy(() -> train("second", "model.path=" + checkpoint))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("merge it first: acpo merge --model " + checkpoint);
        assertThat(folder.resolve("second")).doesNotExist();
    }
}
