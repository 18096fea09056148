package org.acpo.executors.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.executors.model.HostTensor.Dtype;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
    private static final Path NANO = Path.of("src/test/resources/fixtures/nano/model");
    private static final List<String> FILES = List.of(
            "config.json", "generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json");
    private static final Configuration CONF = new Configuration(false);

    @TempDir
    Path folder;

    @BeforeEach
    void copyNano() throws IOException {
        for (String file : FILES) {
            Files.copy(NANO.resolve(file), folder.resolve(file));
        }
    }

    @Test
    void savingWhatWasReadChangesNoByte() throws IOException {
        ModelFolder model = ModelFolder.read(folder.toString(), CONF);
        Path saved = folder.resolve("saved");

        model.write(hadoop(saved), model.weights(), CONF);

        for (String file : FILES) {
            assertThat(Files.mismatch(saved.resolve(file), NANO.resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
        try (var names = Files.list(saved)) {
            assertThat(names.map(path -> path.getFileName().toString())).containsExactlyInAnyOrderElementsOf(FILES);
        }
        assertThat(model.spec().parameterCount()).isEqualTo(772_736);
        assertThat(model.spec().eosTokenIds()).containsExactly(258, 256);
        assertThat(model.tokenizer().encode("a<|im_end|>")).containsExactly(64, 258);
    }

    @Test
    void anotherDtypeIsTheOnlyChangeToTheConfig() throws IOException {
        ModelFolder model = ModelFolder.read(folder.toString(), CONF);
        Map<String, HostTensor> halved = new LinkedHashMap<>();
        model.weights().forEach((name, tensor) -> halved.put(name, tensor.as(Dtype.BF16)));

        model.write(hadoop(folder.resolve("saved")), halved, CONF);

        ObjectNode expected = (ObjectNode) json(NANO.resolve("config.json"));
        assertThat(json(folder.resolve("saved/config.json"))).isEqualTo(expected.put("torch_dtype", "bfloat16"));
        assertThat(ModelFolder.read(folder + "/saved", CONF)
                        .weights()
                        .get("model.norm.weight")
                        .dtype())
                .isEqualTo(Dtype.BF16);
    }

    @Test
    void shardedWeightsAreRead() throws IOException {
        ModelFolder model = ModelFolder.read(folder.toString(), CONF);
        Path sharded = folder.resolve("sharded");
        model.writeDescription(hadoop(sharded), CONF);
        Safetensors.writeFolder(hadoop(sharded), model.weights().values(), 1_000_000, CONF);

        Map<String, HostTensor> read =
                ModelFolder.read(sharded.toString(), CONF).weights();

        assertThat(read.keySet()).isEqualTo(model.weights().keySet());
        read.forEach((name, tensor) -> assertThat(tensor.data())
                .as(name)
                .isEqualTo(model.weights().get(name).data()));
        assertThat(sharded.resolve("model.safetensors")).doesNotExist();
    }

    @Test
    void incompleteFoldersAreRefusedInOneLine() throws IOException {
        assertThatThrownBy(() -> ModelFolder.read(folder + "/absent", CONF))
                .isInstanceOf(UserException.class)
                .hasMessage("model folder " + folder + "/absent does not exist; check model.path");
        Files.delete(folder.resolve("model.safetensors"));
        refused(" has no weights: neither model.safetensors nor model.safetensors.index.json");
        assertThat(ModelFolder.readWithoutWeights(folder.toString(), CONF).weights())
                .isEmpty();
        Files.writeString(folder.resolve("config.json"), "{\"architectures\": [");
        refused("config.json is not JSON");
        Files.delete(folder.resolve("config.json"));
        refused(" has no config.json; give a Hugging Face model folder");
    }

    @Test
    void aTokenizerLargerThanTheModelIsRefused() throws IOException {
        ObjectNode config = (ObjectNode) json(folder.resolve("config.json"));
        Files.writeString(
                folder.resolve("config.json"), config.put("vocab_size", 258).toString());
        // <|im_end|> has id 258, one too many.
        refused("the tokenizer's highest token id 258 does not fit the model's vocab_size 258");
    }

    @Test
    void theBuiltinModelLiesInTheDistribution() throws IOException {
        String before = System.getProperty("ACPO_HOME");
        try {
            System.setProperty("ACPO_HOME", folder + "/home");
            Files.createDirectories(folder.resolve("home/models/nano"));
            for (String file : FILES) {
                Files.copy(
                        NANO.resolve(file), folder.resolve("home/models/nano").resolve(file));
            }
            assertThat(ModelFolder.read("builtin:nano", CONF).weights()).hasSize(50);
        } finally {
            restore(before);
        }
    }

    @Test
    void theBuiltinModelNeedsTheDistributionsFolder() {
        Assumptions.assumeTrue(System.getenv("ACPO_HOME") == null, "ACPO_HOME is set");
        assertThatThrownBy(() -> ModelFolder.read("builtin:nano", CONF))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("builtin:nano comes with the distribution, but ACPO_HOME is not set");
    }

    @Test
    void aDiskThatRefusesIsAUserError() {
        ModelFolder model = ModelFolder.read(folder.toString(), CONF);
        Path blocked = folder.resolve("config.json/inside");

        assertThatThrownBy(() -> model.write(hadoop(blocked), model.weights(), CONF))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("cannot write ")
                .hasMessageEndingWith("; free space there or choose another folder");
    }

    private static void restore(String before) {
        if (before == null) {
            System.clearProperty("ACPO_HOME");
        } else {
            System.setProperty("ACPO_HOME", before);
        }
    }

    private void refused(String message) {
        assertThatThrownBy(() -> ModelFolder.read(folder.toString(), CONF))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    private static org.apache.hadoop.fs.Path hadoop(Path path) {
        return new org.apache.hadoop.fs.Path(path.toUri());
    }
}
