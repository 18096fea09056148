package org.acpo.executors.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    /** By which transformers chooses the class. */
    private static final Map<Architecture, String> MODEL_TYPES =
            Map.of(Architecture.QWEN2, "qwen2", Architecture.QWEN3, "qwen3", Architecture.LLAMA, "llama");
    /** Transformers' defaults for Qwen, which count where a file does not say. */
    private static final int QWEN_KV_HEADS = 32;

    private static final int QWEN3_HEAD_DIM = 128;
    private static final int QWEN_MAX_WINDOW_LAYERS = 28;

    private static final Set<String> LLAMA3_KEYS =
            Set.of("factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings");
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
        FolderKeys.checkConfig(file, config);
        checkComputable();
        int hidden = size("hidden_size");
        int heads = size("num_attention_heads");
        int layers = size("num_hidden_layers");
        checkWindows(layers);
        boolean qwen2 = architecture == Architecture.QWEN2;
        boolean attentionBias = flag("attention_bias");
        return new ModelSpec(
                architecture,
                size("vocab_size"),
                hidden,
                size("intermediate_size"),
                layers,
                heads,
                kvHeads(architecture, heads),
                headDim(architecture, hidden, heads),
                (float) (present("rms_norm_eps") ? number(config, "rms_norm_eps") : 1e-6),
                rope(),
                qwen2 || attentionBias,
                !qwen2 && attentionBias,
                architecture == Architecture.QWEN3,
                flag("tie_word_embeddings"),
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
        String type = config.path("model_type").asText(MODEL_TYPES.get(architecture));
        if (!type.equals(MODEL_TYPES.get(architecture))
                || config.path("architectures").size() > 1) {
            throw refused("model_type " + type + " and architectures " + config.path("architectures")
                    + " do not name one and the same model; set model_type to " + MODEL_TYPES.get(architecture)
                    + " if it is a " + name + " alone");
        }
        return architecture;
    }

    private void checkComputable() {
        String activation = config.path("hidden_act").asText("silu");
        // two names of one function
        if (!activation.equals("silu") && !activation.equals("swish")) {
            throw refused("hidden_act " + activation + " is not supported, only silu; use a model with it");
        }
        String dtype = dtype(config);
        if (dtype != null && !DTYPES.contains(dtype)) {
            throw refused("dtype " + dtype + " is not supported; convert the model to one of " + DTYPES);
        }
        if (present("quantization_config")) {
            throw refused("quantized weights are not supported; use the model before quantization");
        }
        if (flag("mlp_bias")) {
            throw refused("mlp_bias true is not supported; use a model without it");
        }
    }

    private void checkWindows(int layers) {
        boolean inUse = flag("use_sliding_window")
                && (present("sliding_window") || !config.has("sliding_window"))
                && config.path("max_window_layers").asInt(QWEN_MAX_WINDOW_LAYERS) < layers
                && !present("layer_types");
        JsonNode types = config.path("layer_types");
        for (JsonNode layer : types) {
            String type = layer.asText();
            if (!type.equals("full_attention") && !type.equals("sliding_attention")) {
                throw refused("layer_types names " + type + ", which is not supported, only full_attention");
            }
            inUse |= !type.equals("full_attention");
        }
        if (inUse) {
            throw refused("sliding-window attention is not supported; set use_sliding_window to false"
                    + " (and layer_types to full_attention) if the model works without it");
        }
        if (present("layer_types") && types.size() != layers) {
            throw refused("layer_types has " + types.size() + " entries, but num_hidden_layers is " + layers
                    + "; it needs one a layer");
        }
    }

    /** Where the key is absent, not where it is null, transformers takes another default for Qwen. */
    private int kvHeads(Architecture architecture, int heads) {
        boolean qwen = architecture != Architecture.LLAMA && !config.has("num_key_value_heads");
        int kvHeads = present("num_key_value_heads") ? size("num_key_value_heads") : qwen ? QWEN_KV_HEADS : heads;
        if (heads % kvHeads != 0) {
            throw refused("num_attention_heads %d is not a multiple of num_key_value_heads %d%s"
                    .formatted(heads, kvHeads, qwen ? ", transformers' default; set it" : ""));
        }
        return kvHeads;
    }

    private int headDim(Architecture architecture, int hidden, int heads) {
        boolean derived = !present("head_dim") && (architecture != Architecture.QWEN3 || config.has("head_dim"));
        if (derived && hidden % heads != 0) {
            throw refused("hidden_size %d is not a multiple of num_attention_heads %d, and there is no head_dim"
                    .formatted(hidden, heads));
        }
        int headDim = present("head_dim") ? size("head_dim") : derived ? hidden / heads : QWEN3_HEAD_DIM;
        if (headDim % 2 != 0) {
            throw refused("head_dim " + headDim + " is odd; rotary embeddings need an even one");
        }
        return headDim;
    }

    private Rope rope() {
        // where both are there, transformers takes the old one
        String key = config.path("rope_scaling").isEmpty() ? "rope_parameters" : "rope_scaling";
        JsonNode parameters = config.path(key);
        JsonNode other = config.path("rope_parameters");
        if (!other.isEmpty() && !other.equals(parameters)) {
            throw refused("rope_scaling " + parameters + " and rope_parameters " + other
                    + " differ; leave the one that the model was trained with");
        }
        if (!parameters.isObject() && present(key)) {
            throw refused(key + " is " + parameters + "; it must be an object that names rope_type");
        }
        String type =
                parameters.path("rope_type").asText(parameters.path("type").asText("default"));
        for (Map.Entry<String, JsonNode> field : parameters.properties()) {
            if (field.getValue().isObject()) {
                throw refused(key + " has parameters of its own for " + field.getKey()
                        + " layers, which is not supported; write them into " + key
                        + " itself if they are those of all layers");
            }
        }
        if (!type.equals("default") && !type.equals("llama3")) {
            throw refused("rope type " + type + " is not supported, only default and llama3; use a model with one of"
                    + " these, or remove " + key + " if contexts are no longer than the model was first trained for");
        }
        FolderKeys.checkRope(file, key, parameters, type.equals("llama3") ? LLAMA3_KEYS : Set.of());
        JsonNode holder = parameters.hasNonNull("rope_theta") ? parameters : config;
        double theta = holder.hasNonNull("rope_theta") ? number(holder, "rope_theta") : 10_000;
        JsonNode partly = parameters.hasNonNull("partial_rotary_factor") ? parameters : config;
        double partial = partly.hasNonNull("partial_rotary_factor") ? number(partly, "partial_rotary_factor") : 1;
        if (partial != 1) {
            throw refused("partial_rotary_factor " + partial + " is not supported, only 1; use a model without it");
        }
        return new Rope(theta, type.equals("llama3") ? llama3(parameters) : null);
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

    private boolean flag(String key) {
        JsonNode value = config.path(key);
        if (present(key) && !value.isBoolean()) {
            throw refused(key + " is " + value + "; it must be true or false");
        }
        return value.asBoolean(false);
    }

    private boolean present(String key) {
        return config.hasNonNull(key);
    }

    private int size(String key) {
        double value = number(config, key);
        if (value < 1 || value != (int) value) {
            throw refused(key + " is " + config.get(key) + "; it must be at least 1 and a whole number");
        }
        return (int) value;
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
