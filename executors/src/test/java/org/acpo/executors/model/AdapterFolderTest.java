package org.acpo.executors.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.acpo.common.UserException;
import org.acpo.common.update.LoraConfig;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterFolderTest {
    private static final Path NANO = Path.of("src/test/resources/fixtures/nano/model");
    private static final Configuration CONF = new Configuration(false);
    private static final String Q = "model.layers.2.self_attn.q_proj.weight";
    private static final String A = "base_model.model.model.layers.2.self_attn.q_proj.lora_A.weight";
    private static final String B = "base_model.model.model.layers.2.self_attn.q_proj.lora_B.weight";

    @TempDir
    Path folder;

    private final ObjectMapper json = new ObjectMapper();
    private Path base;
    private Path adapter;

    @BeforeEach
    void copyTheBase() throws IOException {
        base = Files.createDirectories(folder.resolve("base"));
        adapter = Files.createDirectories(folder.resolve("runs/adapter"));
        try (Stream<Path> files = Files.list(NANO)) {
            for (Path file : files.toList()) {
                Files.copy(file, base.resolve(file.getFileName()));
            }
        }
    }

    /** As PEFT 0.15 writes it, with one adapter on the second query projection. */
    private void writeAsPeft(String named, String... changes) throws IOException {
        String config = """
                {"alpha_pattern": {}, "auto_mapping": null, "base_model_name_or_path": "%s", "bias": "none",
                 "corda_config": null, "eva_config": null, "exclude_modules": null, "fan_in_fan_out": false,
                 "inference_mode": true, "init_lora_weights": true, "layer_replication": null, "layers_pattern": null,
                 "layers_to_transform": null, "loftq_config": {}, "lora_alpha": 6, "lora_bias": false, "lora_dropout": 0.05,
                 "megatron_config": null, "megatron_core": "megatron.core", "modules_to_save": null, "peft_type": "LORA",
                 "r": 2, "rank_pattern": {}, "revision": null, "target_modules": ["q_proj"], "task_type": "CAUSAL_LM",
                 "trainable_token_indices": null, "use_dora": false, "use_rslora": false}""".formatted(named);
        for (int i = 0; i < changes.length; i += 2) {
            assertThat(config).contains(changes[i]);
            config = config.replace(changes[i], changes[i + 1]);
        }
        Files.writeString(adapter.resolve("adapter_config.json"), config);
        write(tensor(A, 2, 128, 0.25f), tensor(B, 128, 2, 0.5f));
    }

    private void write(HostTensor... tensors) {
        Safetensors.write(adapter.resolve("adapter_model.safetensors").toFile(), List.of(tensors));
    }

    private static HostTensor tensor(String name, int rows, int columns, float value) {
        float[] values = new float[rows * columns];
        Arrays.fill(values, value);
        return HostTensor.of(name, new long[] {rows, columns}, values);
    }

    private ModelFolder read() {
        return ModelFolder.read(adapter.toString(), CONF);
    }

    private void refused(String message) {
        assertThatThrownBy(this::read)
                .isInstanceOf(UserException.class)
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    /** s B A = 6 / 2 · (0.5 · 0.25 + 0.5 · 0.25) = 0.75 everywhere. */
    @Test
    void anAdapterOfPeftIsReadAsTheMergedModel() throws IOException {
        writeAsPeft(base.toString());
        assertMergedWith(0.75f);
        // rank-stabilized: 6 / √2 · 0.25
        writeAsPeft(base.toString(), "\"use_rslora\": false", "\"use_rslora\": true");
        assertMergedWith((float) (6 / Math.sqrt(2) * 0.25));
    }

    private void assertMergedWith(float change) {
        ModelFolder plain = ModelFolder.read(base.toString(), CONF);
        ModelFolder merged = read();
        assertThat(merged.spec()).isEqualTo(plain.spec());
        assertThat(merged.description().keySet()).isEqualTo(plain.description().keySet());
        assertThat(merged.weights().keySet()).isEqualTo(plain.weights().keySet());
        merged.weights().forEach((name, tensor) -> {
            float[] expected = plain.weights().get(name).toFloats();
            for (int i = 0; i < expected.length; i++) {
                expected[i] += name.equals(Q) ? change : 0;
            }
            assertThat(tensor.toFloats())
                    .as(name)
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(expected);
        });
    }

    @Test
    void theBaseIsFoundFromTheAdaptersFolderToo() throws IOException {
        writeAsPeft("../../base");
        assertMergedWith(0.75f);
        assertThat(AdapterFolder.read(adapter.toString(), CONF).lora())
                .isEqualTo(new LoraConfig(2, 6, List.of("q_proj")));
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        LoraConfig lora = new LoraConfig(2, 5, List.of("q_proj", "down_proj"));
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        tensors.put(A, tensor(A, 2, 128, 0.25f));
        tensors.put(B, tensor(B, 128, 2, 0.5f));
        ModelFolder model = ModelFolder.read(base.toString(), CONF).adapting(lora, base.toString());
        model.write(new org.apache.hadoop.fs.Path(adapter.toUri()), tensors, CONF);

        try (Stream<Path> files = Files.list(adapter)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("adapter_config.json", "adapter_model.safetensors", "tokenizer.json")
                    .doesNotContain("config.json", "model.safetensors");
        }
        JsonNode config = json.readTree(adapter.resolve("adapter_config.json").toFile());
        assertThat(config.path("peft_type").asText()).isEqualTo("LORA");
        assertThat(config.path("task_type").asText()).isEqualTo("CAUSAL_LM");
        assertThat(config.path("base_model_name_or_path").asText()).isEqualTo(base.toString());
        assertThat(config.path("r").asInt()).isEqualTo(2);
        assertThat(config.path("lora_alpha").isInt()).isTrue();
        assertThat(config.path("target_modules").toString()).isEqualTo("[\"q_proj\",\"down_proj\"]");
        AdapterFolder read = AdapterFolder.read(adapter.toString(), CONF);
        assertThat(read.lora()).isEqualTo(lora);
        Map<String, HostTensor> back = read.weights(CONF);
        assertThat(back.keySet()).isEqualTo(tensors.keySet());
        back.forEach((name, tensor) ->
                assertThat(tensor.toFloats()).isEqualTo(tensors.get(name).toFloats()));
    }

    @Test
    void aMissingBaseIsNamed() throws IOException {
        writeAsPeft("Qwen/Qwen2.5-Math-7B");
        refused("base_model_name_or_path is 'Qwen/Qwen2.5-Math-7B' and no config.json is in");
        writeAsPeft("");
        refused("base_model_name_or_path is ''");
    }

    @Test
    void anAdapterForAnotherShapeIsRefused() throws IOException {
        writeAsPeft(base.toString());
        write(tensor(A, 2, 64, 1), tensor(B, 128, 2, 1));
        refused(Q + " has shape [128, 128], A [2, 64] and B [128, 2]");
        write(tensor(A, 2, 128, 1));
        refused("lacks " + B);
        write(tensor(B, 128, 2, 1));
        refused("lacks " + A);
        write(
                tensor(A.replace("layers.2", "layers.9"), 2, 128, 1),
                tensor(B.replace("layers.2", "layers.9"), 128, 2, 1));
        refused("the base of the adapter in");
        write(tensor("base_model.model.model.embed_tokens.lora_embedding_A", 2, 128, 1));
        refused("neither A nor B of a linear layer");
    }

    @Test
    void whatCannotBeMergedIsRefusedByName() throws IOException {
        writeAsPeft(base.toString(), "\"use_dora\": false", "\"use_dora\": true");
        refused("use_dora true is not supported");
        writeAsPeft(base.toString(), "\"modules_to_save\": null", "\"modules_to_save\": [\"lm_head\"]");
        refused("modules_to_save [\"lm_head\"] is not supported");
        writeAsPeft(base.toString(), "\"rank_pattern\": {}", "\"rank_pattern\": {\"q_proj\": 4}");
        refused("rank_pattern {\"q_proj\":4} is not supported");
        writeAsPeft(base.toString(), "\"bias\": \"none\"", "\"bias\": \"all\"");
        refused("bias all is not supported");
        writeAsPeft(base.toString(), "\"LORA\"", "\"IA3\"");
        refused("peft_type IA3 is not supported");
        writeAsPeft(base.toString(), "\"r\": 2", "\"r\": 0");
        refused("r is 0");
    }
}
