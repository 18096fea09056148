package org.acpo.executors.model;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
 * @param targets which of the base's matrices it says it adapts
 */
public record AdapterFolder(
        Path folder, String base, int rank, double alpha, List<String> targetModules, AdapterTargets targets) {
    static final String CONFIG = "adapter_config.json";
    static final String WEIGHTS = "adapter_model.safetensors";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    /** Ways to begin training that leave the base as it is, so that the saved adapter belongs to it. */
    private static final List<String> PLAIN_STARTS = List.of("true", "false", "gaussian", "orthogonal", "eva", "mica");

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
                        .toList(),
                AdapterTargets.of(file.toString(), config));
    }

    private static JsonNode json(Path file, Configuration conf) {
        try {
            return JSON.readTree(ModelFiles.read(file, conf));
        } catch (IOException e) {
            throw new UserException(file + " is not JSON: " + ModelFolder.firstLine(e), e);
        }
    }

    private static void checkSupported(Path file, JsonNode config) {
        String type = config.path("peft_type").asText("none");
        if (!type.equals("LORA")) {
            throw new UserException(
                    file + ": peft_type " + type + " is not supported, only LORA; merge the adapter with PEFT first");
        }
        FolderKeys.checkAdapter(file.toString(), config);
        String start = config.path("init_lora_weights").asText("true");
        if (!PLAIN_STARTS.contains(start)) {
            throw new UserException(
                    file + ": init_lora_weights " + start + " changes the base before training, so this"
                            + " adapter does not belong to the base as it is; save it from PEFT with"
                            + " path_initial_model_for_weight_conversion, or merge it there (merge_and_unload) and give the result");
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

    /**
     * A and B by PEFT's names.
     *
     * @throws UserException when there are none that can be read, or PEFT would leave one of them out
     */
    public Map<String, HostTensor> weights(Configuration conf) {
        Path file = new Path(folder, WEIGHTS);
        if (!ModelFiles.exists(file, conf) && ModelFiles.exists(new Path(folder, "adapter_model.bin"), conf)) {
            throw new UserException(folder + " has no " + WEIGHTS + ". It has adapter_model.bin, which is not read;"
                    + " convert it: python -c \"import torch, safetensors.torch as s; d = '" + folder
                    + "'; s.save_file(torch.load(d + '/adapter_model.bin', map_location='cpu'), d + '/" + WEIGHTS
                    + "')\"");
        }
        Map<String, HostTensor> tensors = Safetensors.read(file, conf);
        tensors.forEach(targets::check);
        return tensors;
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
