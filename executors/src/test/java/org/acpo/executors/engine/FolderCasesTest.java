package org.acpo.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.acpo.common.UserException;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.executors.model.ModelFolder;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Small folders with changed files: either the log-probabilities are those of transformers and PEFT, or the folder is refused
 * by the name of what was changed. {@code .ci/model-cases.py} made them.
 */
class FolderCasesTest {
    private static final Path CASES = Path.of("src/test/resources/model-cases");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    static List<JsonNode> cases() throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        all().get("cases").forEach(cases::add);
        return cases;
    }

    private static JsonNode all() throws IOException {
        return JSON.readTree(CASES.resolve("cases.json").toFile());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aFolderIsReadAsTransformersDoesOrRefusedByName(JsonNode change) throws IOException {
        Path made = make(change);
        Configuration conf = new Configuration(false);
        JsonNode refusal = change.get("refusal");
        if (!refusal.isNull()) {
            assertThatThrownBy(() -> ModelFolder.read(made.toString(), conf))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(refusal.asText())
                    .hasMessageContaining(";")
                    .hasMessageNotContaining("\n");
            return;
        }
        ModelFolder model = ModelFolder.read(made.toString(), conf);
        int[] sequence = NanoFixture.ints(all().get("sequence"));
        try (Policy policy = Policy.load(model.spec(), model.weights(), Dtype.FLOAT32, Device.cpu())) {
            float[] scores = new Scorer(policy, 4096, 64)
                    .sequences(List.of(sequence), 1)
                    .get(0)
                    .logProbs();
            for (int t = 1; t < sequence.length; t++) {
                double expected = change.get("log_probs").get(t - 1).asDouble();
                assertThat((double) scores[t]).as("token " + t).isCloseTo(expected, within(1e-4));
            }
        }
    }

    /** A copy of the case's folder, and beside it of the base if it is an adapter, with the changes. */
    private Path make(JsonNode change) throws IOException {
        for (String name : List.of("llama", change.get("folder").asText())) {
            Path copy = Files.createDirectories(folder.resolve(name));
            try (Stream<Path> files = Files.list(CASES.resolve(name))) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        Path made = folder.resolve(change.get("folder").asText());
        if (change.has("weights")) {
            Files.copy(
                    CASES.resolve(change.get("weights").asText()),
                    made.resolve("model.safetensors"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        for (String name : List.of("config.json", "adapter_config.json")) {
            if (change.has(name)) {
                Path file = made.resolve(name);
                ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
                change.get(name).properties().forEach(field -> {
                    config.remove(field.getKey());
                    if (!field.getValue().asText().equals("(removed)")) {
                        config.set(field.getKey(), field.getValue());
                    }
                });
                Files.writeString(file, config.toString());
            }
        }
        return made;
    }
}
