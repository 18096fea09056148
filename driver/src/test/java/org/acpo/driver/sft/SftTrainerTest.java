package org.acpo.driver.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.acpo.common.UserException;
import org.acpo.common.config.Recipe;
import org.acpo.common.recipe.SftConfig;
import org.acpo.common.run.RunFolder;
import org.acpo.executors.model.ModelFolder;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SftTrainerTest {
    private static final Recipe TINY = new Recipe("tiny", """
            model:
              saved: bfloat16
              shape:
                architectures: [Qwen2ForCausalLM]
                model_type: qwen2
                hidden_size: 16
                intermediate_size: 32
                num_hidden_layers: 1
                num_attention_heads: 2
                num_key_value_heads: 1
                max_position_embeddings: 256
                tie_word_embeddings: true
                rope_theta: 10000.0
              tokenizer: {vocab_size: 300}
            data:
              train: {count: 200, params: {max_steps: 2}}
              eval: {count: 4, params: {max_steps: 2}}
            examples: {abbreviate: 0.3, probe: 0.2}
            training: {steps: 30, batch_tokens: 1024, max_tokens: 200}
            optimizer: {learning_rate: 0.01, warmup_steps: 2}
            evaluation: {every: 20, max_new_tokens: 8}
            """);

    @TempDir
    Path folder;

    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

    private SftResult train(String name, String... overrides) {
        SftConfig config = SftConfig.load(TINY, List.of(overrides));
        RunFolder run = RunFolder.of(folder.resolve(name).toString());
        return SftTrainer.run(
                config, run, new Configuration(), new PrintStream(progress, true, StandardCharsets.UTF_8));
    }

    private List<JsonNode> metrics(String name) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl"))) {
            rows.add(new ObjectMapper().readTree(line));
        }
        return rows;
    }

    @Test
    void aModelFromNothingLearnsAndIsWritten() throws IOException {
        SftResult result = train("run");

        List<JsonNode> rows = metrics("run");
        assertThat(rows).hasSize(31);
        double before = rows.get(0).path("policy/loss").asDouble();
        // A model that knows nothing spreads its probability over the vocabulary of up to 300 tokens.
        assertThat(before).isBetween(5.0, Math.log(300) + 0.3);
        assertThat(rows.get(29).path("policy/loss").asDouble()).isLessThan(before - 2);
        assertThat(rows.get(19).has("eval/pass@1")).isTrue();
        assertThat(rows.get(30).path("eval/pass@1").asDouble()).isEqualTo(result.passAt1());
        assertThat(result.steps()).isEqualTo(30);
        assertThat(progress.toString(StandardCharsets.UTF_8)).contains("step 10/30  loss ", "held-out pass@1");

        ModelFolder model = ModelFolder.read(folder.resolve("run/model").toString(), new Configuration());
        assertThat(model.config().path("torch_dtype").asText()).isEqualTo("bfloat16");
        assertThat(model.tokenizer().specialToken("<|endoftext|>"))
                .isEqualTo(model.spec().eosTokenIds().get(0));
        assertThat(folder.resolve("run")).isDirectoryContaining("glob:**/config.yaml");
        assertThat(folder.resolve("run")).isDirectoryNotContaining("glob:**/.*.tmp");
    }

    @Test
    void aModelThatExistsIsTrainedFurther() throws IOException {
        train("base", "model.saved=float32");
        SftResult further =
                train("further", "model.path=" + folder.resolve("base/model"), "training.steps=1", "seed=5");
        List<JsonNode> base = metrics("base");
        assertThat(further.loss()).isCloseTo(base.get(29).path("policy/loss").asDouble(), within(0.5));
    }

    @Test
    void sameSeedSameNumbers() throws IOException {
        train("a", "training.steps=3");
        train("b", "training.steps=3");
        train("c", "training.steps=3", "seed=18");
        assertThat(losses("a")).isEqualTo(losses("b")).isNotEqualTo(losses("c"));
    }

    private List<Double> losses(String name) throws IOException {
        return metrics(name).stream()
                .map(row -> row.path("policy/loss").asDouble())
                .toList();
    }

    @Test
    void aFolderWithARunIsRefusedUntouched() throws IOException {
        Path run = Files.createDirectories(folder.resolve("run"));
        Files.writeString(run.resolve("config.yaml"), "seed: 1\n");
        assertThatThrownBy(() -> train("run"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("already holds a run; choose another --run folder");
        assertThat(Files.readString(run.resolve("config.yaml"))).isEqualTo("seed: 1\n");
        assertThat(run).isDirectoryNotContaining("glob:**/metrics.jsonl");
    }

    @Test
    void examplesThatNeverFitAreRefusedBeforeTheFolderIsMade() {
        assertThatThrownBy(() -> train("run", "training.max_tokens=8"))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("all 200 examples are longer than 8 tokens");
        assertThat(folder.resolve("run")).doesNotExist();
    }
}
