package org.acpo.executors.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.acpo.common.UserException;
import org.acpo.executors.model.ModelSpec.Architecture;
import org.acpo.executors.model.ModelSpec.Llama3Scaling;
import org.acpo.executors.model.ModelSpec.Rope;
import org.jspecify.annotations.Nullable;

/**
 * Reads a config.json in transformers' old spelling ({@code rope_theta}, {@code rope_scaling}, {@code torch_dtype}) or
 * new one ({@code rope_parameters}, {@code dtype}), and refuses what the policy program does not compute.
 */
final class ConfigReader {
    private static final Map<String, Architecture> ARCHITECTURES = Map.of(
            "Qwen2ForCausalLM", Architecture.QWEN2,
            "Qwen3ForCausalLM", Architecture.QWEN3,
            "LlamaForCausalLM", Architecture.LLAMA);
    private static final List<String> DTYPES = List.of("float32", "float16", "bfloat16");

    private final String file;
    private final JsonNode config;

    private ConfigReader(String file, JsonNode config) {
        this.file = file;
        this.config = config;
    }

    /**
     * @param file named in errors
     * @param generation generation_config.json, a missing node when there is none
     */
    static ModelSpec read(String file, JsonNode config, JsonNode generation) {
        return new ConfigReader(file, config).spec(generation);
    }

    private ModelSpec spec(JsonNode generation) {
        Architecture architecture = architecture();
        checkComputable();
        int hidden = size("hidden_size");
        int heads = size("num_attention_heads");
        int layers = size("num_hidden_layers");
        checkWindows(layers);
        boolean qwen2 = architecture == Architecture.QWEN2;
        boolean attentionBias = config.path("attention_bias").asBoolean(false);
        return new ModelSpec(
                architecture,
                size("vocab_size"),
                hidden,
                size("intermediate_size"),
                layers,
                heads,
                kvHeads(heads),
                headDim(hidden, heads),
                (float) config.path("rms_norm_eps").asDouble(1e-6),
                rope(),
                qwen2 || attentionBias,
                !qwen2 && attentionBias,
                architecture == Architecture.QWEN3,
                config.path("tie_word_embeddings").asBoolean(false),
                size("max_position_embeddings"),
                eosTokenIds(generation));
    }

    private Architecture architecture() {
        String name = config.path("architectures").path(0).asText("none");
        Architecture architecture = ARCHITECTURES.get(name);
        if (architecture == null) {
            throw refused("architecture " + name + " is not supported; use a model that is one of "
                    + ARCHITECTURES.keySet().stream().sorted().toList());
        }
        return architecture;
    }

    private void checkComputable() {
        String activation = config.path("hidden_act").asText("silu");
        if (!activation.equals("silu")) {
            throw refused("hidden_act " + activation + " is not supported, only silu");
        }
        String dtype = dtype(config);
        if (dtype != null && !DTYPES.contains(dtype)) {
            throw refused("dtype " + dtype + " is not supported; convert the model to one of " + DTYPES);
        }
        if (present("quantization_config")) {
            throw refused("quantized weights are not supported; use the model before quantization");
        }
        if (config.path("mlp_bias").asBoolean(false)) {
            throw refused("mlp_bias true is not supported");
        }
    }

    private void checkWindows(int layers) {
        boolean inUse = config.path("use_sliding_window").asBoolean(false)
                && present("sliding_window")
                && config.path("max_window_layers").asInt(0) < layers;
        for (JsonNode layer : config.path("layer_types")) {
            inUse |= !layer.asText().equals("full_attention");
        }
        if (inUse) {
            throw refused("sliding-window attention is not supported; set use_sliding_window to false"
                    + " (and layer_types to full_attention) if the model works without it");
        }
    }

    private int kvHeads(int heads) {
        int kvHeads = present("num_key_value_heads") ? size("num_key_value_heads") : heads;
        if (heads % kvHeads != 0) {
            throw refused(
                    "num_attention_heads %d is not a multiple of num_key_value_heads %d".formatted(heads, kvHeads));
        }
        return kvHeads;
    }

    private int headDim(int hidden, int heads) {
        if (!present("head_dim") && hidden % heads != 0) {
            throw refused("hidden_size %d is not a multiple of num_attention_heads %d, and there is no head_dim"
                    .formatted(hidden, heads));
        }
        int headDim = present("head_dim") ? size("head_dim") : hidden / heads;
        if (headDim % 2 != 0) {
            throw refused("head_dim " + headDim + " is odd; rotary embeddings need an even one");
        }
        return headDim;
    }

    private Rope rope() {
        JsonNode parameters = config.path(present("rope_parameters") ? "rope_parameters" : "rope_scaling");
        JsonNode theta = parameters.has("rope_theta") ? parameters.path("rope_theta") : config.path("rope_theta");
        String type =
                parameters.path("rope_type").asText(parameters.path("type").asText("default"));
        double partial = parameters
                .path("partial_rotary_factor")
                .asDouble(config.path("partial_rotary_factor").asDouble(1));
        if (partial != 1) {
            throw refused("partial_rotary_factor " + partial + " is not supported, only 1");
        }
        return switch (type) {
            case "default" -> new Rope(theta.asDouble(10_000), null);
            case "llama3" -> new Rope(theta.asDouble(10_000), llama3(parameters));
            default -> throw refused("rope type " + type + " is not supported, only default and llama3");
        };
    }

    private Llama3Scaling llama3(JsonNode scaling) {
        return new Llama3Scaling(
                number(scaling, "factor"),
                number(scaling, "low_freq_factor"),
                number(scaling, "high_freq_factor"),
                (int) number(scaling, "original_max_position_embeddings"));
    }

    private List<Integer> eosTokenIds(JsonNode generation) {
        return Stream.of(generation, config)
                .flatMap(file -> ids(file.path("eos_token_id")).stream())
                .distinct()
                .toList();
    }

    private static List<Integer> ids(JsonNode node) {
        if (node.isInt()) {
            return List.of(node.asInt());
        }
        return StreamSupport.stream(node.spliterator(), false)
                .map(JsonNode::asInt)
                .toList();
    }

    /** Format named by the file, in either spelling and with or without torch's prefix; null when it names none. */
    static @Nullable String dtype(JsonNode config) {
        JsonNode node = config.path(config.hasNonNull("dtype") ? "dtype" : "torch_dtype");
        return node.isTextual() ? node.asText().replace("torch.", "") : null;
    }

    private boolean present(String key) {
        return config.hasNonNull(key);
    }

    private int size(String key) {
        int value = (int) number(config, key);
        if (value < 1) {
            throw refused(key + " is " + value + "; it must be at least 1");
        }
        return value;
    }

    private double number(JsonNode node, String key) {
        if (!node.path(key).isNumber()) {
            throw refused(key + " is " + (node.has(key) ? node.get(key) : "missing") + "; it must be a number");
        }
        return node.path(key).asDouble();
    }

    private UserException refused(String what) {
        return new UserException(file + ": " + what);
    }
}
