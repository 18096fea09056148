package org.acpo.executors.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.acpo.common.UserException;
import org.acpo.executors.model.ModelSpec.Architecture;
import org.acpo.executors.model.ModelSpec.Llama3Scaling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Hidden 8, two layers, two heads of 4, one of them for keys and values, inner 12, vocabulary 10. */
    private static final String SMALL = """
            {"architectures": ["LlamaForCausalLM"], "hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2,
             "num_key_value_heads": 1, "intermediate_size": 12, "vocab_size": 10, "max_position_embeddings": 64,
             "rms_norm_eps": 1e-05, "eos_token_id": 3}""";

    /** The keys of Qwen2.5's published files; the dimensions are in the table below. */
    private static final String PUBLISHED = """
            {"architectures": ["%s"], "attention_dropout": 0.0, "bos_token_id": 151643, "eos_token_id": 151643,
             "hidden_act": "silu", "hidden_size": %d, "initializer_range": 0.02, "intermediate_size": %d,
             "max_position_embeddings": 32768, "max_window_layers": 21, "num_attention_heads": %d,
             "num_hidden_layers": %d, "num_key_value_heads": %d, "rms_norm_eps": 1e-06, "rope_scaling": null,
             "rope_theta": 1000000.0, "sliding_window": 32768, "tie_word_embeddings": %b, "torch_dtype": "bfloat16",
             "transformers_version": "4.43.1", "use_cache": true, "use_sliding_window": false, "vocab_size": %d}""";

    /** The sizes are those of the weight files of Qwen2.5 0.5B, 1.5B, Qwen2.5-Math 7B and SmolLM2 135M. */
    @ParameterizedTest
    @CsvSource({
        "Qwen2ForCausalLM,  896,  4864, 14, 24, 2, true,  151936,  494032768",
        "Qwen2ForCausalLM, 1536,  8960, 12, 28, 2, true,  151936, 1543714304",
        "Qwen2ForCausalLM, 3584, 18944, 28, 28, 4, false, 152064, 7615616512",
        "LlamaForCausalLM,  576,  1536,  9, 30, 3, true,   49152,  134515008"
    })
    void publishedModelsHaveTheirPublishedSize(
            String architecture,
            int hidden,
            int intermediate,
            int heads,
            int layers,
            int kvHeads,
            boolean tied,
            int vocabulary,
            long parameters)
            throws IOException {
        ModelSpec spec =
                read(PUBLISHED.formatted(architecture, hidden, intermediate, heads, layers, kvHeads, tied, vocabulary));
        assertThat(spec.parameterCount()).isEqualTo(parameters);
    }

    /** What the published files of SmolLM2-135M-Instruct have besides. */
    @Test
    void whatSmolLm2SaysOfItselfChangesNothing() throws IOException {
        String more = """
                {"is_llama_config": true, "rope_interleaved": false, "unk_token_id": 0,
                 "transformers.js_config": {"kv_cache_dtype": {"q4f16": "float16"}}, """;
        assertThat(read(SMALL.replace("{", more))).isEqualTo(read(SMALL));
    }

    /** As converters write them, {@code "_model_name_or_path": "Smollm2 135M 8k"} for one; other unknown keys are refused. */
    @Test
    void aConvertersNotesToItselfChangeNothing() throws IOException {
        assertThat(read(SMALL.replace("{", "{\"_model_name_or_path\": \"Small\", ")))
                .isEqualTo(read(SMALL));
        assertThatThrownBy(() -> read(SMALL.replace("{", "{\"model_name_or_path\": \"Small\", ")))
                .hasMessageContaining("model_name_or_path");
    }

    @Test
    void everyFieldOfALlamaIsRead() throws IOException {
        ModelSpec spec = read(SMALL);

        assertThat(spec.architecture()).isEqualTo(Architecture.LLAMA);
        assertThat(List.of(spec.hiddenSize(), spec.layers(), spec.heads(), spec.kvHeads(), spec.headDim()))
                .containsExactly(8, 2, 2, 1, 4);
        assertThat(List.of(spec.intermediateSize(), spec.vocabSize(), spec.maxPositions()))
                .containsExactly(12, 10, 64);
        assertThat(spec.rmsEps()).isEqualTo(1e-5f);
        assertThat(spec.rope()).isEqualTo(new ModelSpec.Rope(10_000, null));
        assertThat(spec.eosTokenIds()).containsExactly(3);
        assertThat(List.of(spec.qkvBias(), spec.outputBias(), spec.qkNorm(), spec.tiedEmbeddings()))
                .containsOnly(false);
        // Two embeddings 2*10*8, per layer q 8*8, k and v 2*8*4, o 8*8, mlp 3*8*12, two norms 2*8; final norm 8.
        assertThat(spec.parameterCount()).isEqualTo(160 + 2 * (64 + 64 + 64 + 288 + 16) + 8);
    }

    @Test
    void biasesAndHeadNormsCountByFamily() throws IOException {
        long plain = read(SMALL).parameterCount();
        // q 8, k and v 2*4, and for Llama and Qwen3 the output projection 8, in two layers.
        assertThat(read(with(SMALL, "attention_bias", "true")).parameterCount()).isEqualTo(plain + 2 * (8 + 8 + 8));
        ModelSpec qwen2 = read(SMALL.replace("Llama", "Qwen2"));
        assertThat(qwen2.parameterCount()).isEqualTo(plain + 2 * (8 + 8));
        assertThat(qwen2.outputBias()).isFalse();
        // Two norms of head_dim 6 in two layers; q, k, v, o now 12, 6, 6, 12 wide: 8*(36-24) more a layer.
        ModelSpec qwen3 = read(with(SMALL.replace("Llama", "Qwen3"), "head_dim", "6"));
        assertThat(qwen3.parameterCount()).isEqualTo(plain + 2 * (2 * 6 + 8 * 12));
        assertThat(read(with(SMALL, "tie_word_embeddings", "true")).parameterCount())
                .isEqualTo(plain - 80);
    }

    @Test
    void oldAndNewSpellingAgree() throws IOException {
        String values = "\"factor\": 8.0, \"low_freq_factor\": 1.0, \"high_freq_factor\": 4.0,"
                + " \"original_max_position_embeddings\": 32, \"rope_type\": \"llama3\"";
        String old = with(with(SMALL, "rope_theta", "500000.0"), "rope_scaling", "{" + values + "}");
        String renewed = with(SMALL, "rope_parameters", "{\"rope_theta\": 500000.0, " + values + "}");

        assertThat(read(with(renewed, "dtype", "\"bfloat16\"")))
                .isEqualTo(read(with(old, "torch_dtype", "\"bfloat16\"")));
        assertThat(read(old).rope()).isEqualTo(new ModelSpec.Rope(500_000, new Llama3Scaling(8, 1, 4, 32)));
    }

    @Test
    void endTokensAreThoseOfBothFiles() throws IOException {
        JsonNode generation = JSON.readTree("{\"eos_token_id\": [5, 6]}");
        assertThat(ConfigReader.read("c", JSON.readTree(SMALL), generation).eosTokenIds())
                .containsExactly(5, 6, 3);
        assertThat(ConfigReader.read("c", JSON.readTree(SMALL), JSON.readTree("{\"eos_token_id\": null}"))
                        .eosTokenIds())
                .containsExactly(3);
        assertThat(read(with(SMALL, "eos_token_id", "null")).eosTokenIds()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "architectures | [\"GPT2LMHeadModel\"] | architecture GPT2LMHeadModel is not supported; use a model",
                "architectures | null | architecture none is not supported",
                "hidden_act | \"gelu\" | hidden_act gelu is not supported, only silu",
                "torch_dtype | \"float8_e4m3fn\" | dtype float8_e4m3fn is not supported",
                "quantization_config | {} | quantized weights are not supported",
                "rope_scaling | {\"type\": \"yarn\"} | rope type yarn is not supported, only default and llama3",
                "rope_parameters | {\"rope_type\": \"linear\"} | rope type linear is not supported",
                "partial_rotary_factor | 0.5 | partial_rotary_factor 0.5 is not supported",
                "mlp_bias | true | mlp_bias true is not supported",
                "layer_types | [\"full_attention\", \"sliding_attention\"] | sliding-window attention is not supported",
                "vocab_size | \"many\" | vocab_size is \"many\"; it must be a number",
                "num_hidden_layers | 0 | num_hidden_layers is 0; it must be at least 1",
                "num_attention_heads | 3 | hidden_size 8 is not a multiple of num_attention_heads 3",
                "num_key_value_heads | 3 | num_attention_heads 2 is not a multiple of num_key_value_heads 3",
                "head_dim | 5 | head_dim 5 is odd"
            })
    void whatCannotBeComputedIsRefused(String key, String value, String message) {
        assertThatThrownBy(() -> read(with(SMALL, key, value)))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("dir/config.json: ")
                .hasMessageContaining(message);
    }

    @Test
    void aSlidingWindowCountsOnlyWhenALayerUsesIt() throws IOException {
        String window = with(with(SMALL, "sliding_window", "16"), "use_sliding_window", "true");

        assertThat(read(with(window, "max_window_layers", "2")).layers()).isEqualTo(2);
        assertThat(read(with(window, "use_sliding_window", "false")).layers()).isEqualTo(2);
        assertThatThrownBy(() -> read(with(window, "max_window_layers", "1")))
                .hasMessageContaining("sliding-window attention is not supported; set use_sliding_window to false");
    }

    private static ModelSpec read(String config) throws IOException {
        return ConfigReader.read(
                "dir/config.json",
                JSON.readTree(config),
                com.fasterxml.jackson.databind.node.MissingNode.getInstance());
    }

    private static String with(String config, String key, String value) throws IOException {
        return ((ObjectNode) JSON.readTree(config))
                .set(key, JSON.readTree(value))
                .toString();
    }
}
