package org.acpo.executors.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.acpo.common.UserException;
import org.acpo.common.update.LoraConfig;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A LoRA adapter as PEFT saves it: {@value #CONFIG}, {@value #WEIGHTS} and, if it likes, a tokenizer.
 *
 * @param base folder of the model that it adapts, or {@link ModelFolder#BUILTIN_NANO}
 * @param alpha such that alpha / rank is the factor of B A, for rank-stabilized adapters too
 * @param targetModules as the file lists them; none when it has a pattern instead
 */
public record AdapterFolder(Path folder, String base, int rank, double alpha, List<String> targetModules) {
    static final String CONFIG = "adapter_config.json";
    static final String WEIGHTS = "adapter_model.safetensors";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> UNSUPPORTED = List.of(
            "use_dora",
            "lora_bias",
            "fan_in_fan_out",
            "modules_to_save",
            "rank_pattern",
            "alpha_pattern",
            "layer_replication",
            "target_parameters");

    /** Whether a folder holds an adapter and not a whole model. */
    public static boolean isAt(String path, Configuration conf) {
        return ModelFiles.exists(new Path(ModelFolder.resolve(path), CONFIG), conf);
    }

    /**
     * The adapter in a folder, without its weights.
     *
     * @throws UserException when it is none that can be merged, or its base is not there
     */
    public static AdapterFolder read(String path, Configuration conf) {
        Path folder = ModelFolder.resolve(path);
        Path file = new Path(folder, CONFIG);
        JsonNode config = json(file, conf);
        checkSupported(file, config);
        int rank = config.path("r").asInt();
        double alpha = config.path("lora_alpha").asDouble();
        if (rank < 1 || !(alpha > 0)) {
            throw new UserException(
                    file + ": r is " + rank + " and lora_alpha " + alpha + "; both must be numbers above 0");
        }
        return new AdapterFolder(
                folder,
                base(folder, config.path("base_model_name_or_path").asText(""), conf),
                rank,
                config.path("use_rslora").asBoolean() ? alpha * Math.sqrt(rank) : alpha,
                StreamSupport.stream(config.path("target_modules").spliterator(), false)
                        .map(JsonNode::asText)
                        .toList());
    }

    private static JsonNode json(Path file, Configuration conf) {
        try {
            return JSON.readTree(ModelFiles.read(file, conf));
        } catch (IOException e) {
            throw new UserException(file + " is not JSON", e);
        }
    }

    private static void checkSupported(Path file, JsonNode config) {
        String type = config.path("peft_type").asText("none");
        if (!type.equals("LORA")) {
            throw new UserException(file + ": peft_type " + type + " is not supported, only LORA");
        }
        for (String key : UNSUPPORTED) {
            JsonNode value = config.path(key);
            if (value.asBoolean() || !value.isEmpty()) {
                throw new UserException(
                        file + ": " + key + " " + value + " is not supported; merge the adapter with PEFT first");
            }
        }
        String bias = config.path("bias").asText("none");
        if (!bias.equals("none")) {
            throw new UserException(file + ": bias " + bias + " is not supported; merge the adapter with PEFT first");
        }
    }

    /** As named, or else seen from the adapter's folder; on its file system in either case if the name says none. */
    private static String base(Path folder, String named, Configuration conf) {
        if (named.equals(ModelFolder.BUILTIN_NANO)) {
            return named;
        }
        Set<String> tried = new LinkedHashSet<>();
        if (!named.isEmpty()) {
            for (Path candidate : List.of(new Path(named), new Path(folder, named))) {
                if (ModelFiles.exists(new Path(candidate, ModelFolder.CONFIG), conf)) {
                    return candidate.toString();
                }
                tried.add(candidate.toString());
            }
        }
        throw new UserException("the adapter in " + folder + " needs its base model, but base_model_name_or_path is '"
                + named + "' and no config.json is in " + tried
                + "; copy the base there, or set base_model_name_or_path in " + CONFIG + " to its folder");
    }

    /** What the adapter trains. */
    public LoraConfig lora() {
        return new LoraConfig(rank, alpha, targetModules);
    }

    /** A and B by PEFT's names. */
    public Map<String, HostTensor> weights(Configuration conf) {
        return Safetensors.read(new Path(folder, WEIGHTS), conf);
    }

    /**
     * How an adapter should name its base: by a plain path where that means the same to every process, so that PEFT finds it
     * too.
     *
     * @param model as {@code model.path} has it
     */
    public static String nameOf(String model, Configuration conf) {
        String located = ModelFolder.located(model, conf);
        try {
            boolean plain = located.startsWith("file:") && ModelFiles.isLocal(FileSystem.get(conf));
            return plain ? new Path(located).toUri().getPath() : located;
        } catch (IOException e) {
            throw new UserException("the default file system cannot be reached: " + e.getMessage(), e);
        }
    }

    /** The content of {@value #CONFIG}: the keys that every version of PEFT knows. */
    static byte[] config(LoraConfig lora, String base) {
        ObjectNode config = JSON.createObjectNode();
        config.putNull("auto_mapping");
        config.put("base_model_name_or_path", base);
        config.put("bias", "none");
        config.put("fan_in_fan_out", false);
        config.put("inference_mode", true);
        config.put("init_lora_weights", true);
        config.putNull("layers_pattern").putNull("layers_to_transform");
        if (lora.alpha() == Math.rint(lora.alpha())) {
            config.put("lora_alpha", Math.round(lora.alpha()));
        } else {
            config.put("lora_alpha", lora.alpha());
        }
        config.put("lora_dropout", 0.0);
        config.putNull("modules_to_save");
        config.put("peft_type", "LORA").put("r", lora.rank());
        config.putNull("revision");
        lora.targetModules().forEach(config.putArray("target_modules")::add);
        config.put("task_type", "CAUSAL_LM");
        return (config.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
