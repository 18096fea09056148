package org.acpo.executors.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.acpo.common.UserException;
import org.acpo.common.update.LoraConfig;
import org.acpo.executors.model.HostTensor.Dtype;
import org.acpo.executors.tokenizer.Tokenizer;
import org.acpo.executors.tokenizer.TokenizerFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A model as Hugging Face ships it: a folder with config.json, safetensors and a tokenizer. Everything but the weights
 * (the description) is kept as the bytes that were read, so that a saved model differs from its origin in the weights
 * alone.
 *
 * @param path as given, for error messages
 * @param description file name to content: config.json, those of {@link #OPTIONAL_FILES} that exist, more chat
 *     templates, and an adapter's
 *     configuration when an adapter is what is to be written
 * @param weights by parameter name, in any {@link Dtype}; empty when read without them
 */
public record ModelFolder(
        String path, ModelSpec spec, Map<String, byte[]> description, Map<String, HostTensor> weights) {
    /** The policy that comes with acpo. */
    public static final String BUILTIN_NANO = "builtin:nano";

    /** Environment variable, or system property of the same name, with the distribution's folder. */
    public static final String HOME_VARIABLE = "ACPO_HOME";

    static final List<String> OPTIONAL_FILES = List.of(
            "generation_config.json",
            TokenizerFiles.TOKENIZER,
            TokenizerFiles.CONFIG,
            TokenizerFiles.CHAT_TEMPLATE,
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt");

    static final String CONFIG = "config.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A folder with weights, single or sharded, or with a LoRA adapter as PEFT saves it, which is merged into its base: what is
     * read is then the merged model.
     *
     * @param path folder on any Hadoop file system, or {@link #BUILTIN_NANO}
     * @throws UserException when the folder, config.json or the weights are absent, when the tokenizer has ids beyond
     *     the vocabulary, or when the model is not one that the policy program computes
     */
    public static ModelFolder read(String path, Configuration conf) {
        ModelFolder folder = readWithoutWeights(path, conf);
        return new ModelFolder(folder.path, folder.spec, folder.description, weights(path, conf));
    }

    private static Map<String, HostTensor> weights(String path, Configuration conf) {
        if (!AdapterFolder.isAt(path, conf)) {
            return readWeights(resolve(path), conf);
        }
        AdapterFolder adapter = AdapterFolder.read(path, conf);
        Map<String, HostTensor> base = readWeights(resolve(adapter.base()), conf);
        return LoraMerge.merged(
                base, adapter.weights(conf), adapter.alpha() / adapter.rank(), "the adapter in " + adapter.folder());
    }

    /** As {@link #read}, but weights need not exist and are not read: for random ones, or ones from another file. */
    public static ModelFolder readWithoutWeights(String path, Configuration conf) {
        Path folder = resolve(path);
        if (!ModelFiles.exists(folder, conf)) {
            throw new UserException("model folder " + folder + " does not exist; check model.path");
        }
        if (!AdapterFolder.isAt(path, conf)) {
            return of(path, description(folder, conf));
        }
        Map<String, byte[]> description =
                description(resolve(AdapterFolder.read(path, conf).base()), conf);
        description.putAll(optionalFiles(folder, conf));
        return of(path, description);
    }

    private static Map<String, byte[]> description(Path folder, Configuration conf) {
        Path configFile = new Path(folder, CONFIG);
        if (!ModelFiles.exists(configFile, conf)) {
            throw new UserException(folder + " has no config.json; give a Hugging Face model folder");
        }
        Map<String, byte[]> description = new LinkedHashMap<>();
        description.put(CONFIG, ModelFiles.read(configFile, conf));
        description.putAll(optionalFiles(folder, conf));
        return description;
    }

    private static Map<String, byte[]> optionalFiles(Path folder, Configuration conf) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String name : OPTIONAL_FILES) {
            Path file = new Path(folder, name);
            if (ModelFiles.exists(file, conf)) {
                files.put(name, ModelFiles.read(file, conf));
            }
        }
        for (String name : ModelFiles.list(new Path(folder, TokenizerFiles.MORE_TEMPLATES), conf)) {
            String relative = TokenizerFiles.MORE_TEMPLATES + name;
            files.put(relative, ModelFiles.read(new Path(folder, relative), conf));
        }
        return files;
    }

    /** A model out of the content of its files, for instance one that is about to be trained from nothing. */
    public static ModelFolder of(String path, Map<String, byte[]> description) {
        JsonNode config = json(path, description, CONFIG);
        JsonNode generation = json(path, description, "generation_config.json");
        ModelSpec spec = ConfigReader.read(path + "/" + CONFIG, config, generation);
        if (description.containsKey(TokenizerFiles.TOKENIZER)) {
            TokenizerFiles.of(path, description).checkFits(spec.vocabSize());
        }
        return new ModelFolder(path, spec, Map.copyOf(description), Map.of());
    }

    /** config.json as a tree. */
    public JsonNode config() {
        return json(path, description, CONFIG);
    }

    /**
     * A new tokenizer of this model.
     *
     * @throws UserException when the folder has no tokenizer.json
     */
    public Tokenizer tokenizer() {
        return new Tokenizer(TokenizerFiles.of(path, description));
    }

    /**
     * This model, without its weights, as the base of adapters: what is written of it is an adapter in PEFT's format, with the tokenizer beside it.
     *
     * @param base how the adapter names its base, see {@link AdapterFolder#nameOf}
     */
    public ModelFolder adapting(LoraConfig lora, String base) {
        Map<String, byte[]> files = new LinkedHashMap<>(description);
        files.put(AdapterFolder.CONFIG, AdapterFolder.config(lora, base));
        return new ModelFolder(path, spec, Map.copyOf(files), Map.of());
    }

    private boolean isAdapting() {
        return description.containsKey(AdapterFolder.CONFIG);
    }

    /**
     * Writes a folder that transformers and vLLM load: the description, with the dtype that {@code newWeights} have, and
     * the weights last; or an adapter, of which they are A and B. Each file is written atomically, the folder is not.
     */
    public void write(Path folder, Map<String, HostTensor> newWeights, Configuration conf) {
        if (isAdapting()) {
            writeDescription(folder, conf);
            Safetensors.write(new Path(folder, AdapterFolder.WEIGHTS), newWeights, conf);
            return;
        }
        byte[] config = newWeights.values().stream()
                .findFirst()
                .map(tensor -> configWith(tensor.dtype()))
                .orElseThrow(() -> new IllegalArgumentException("no weights to write"));
        writeDescription(folder, conf);
        writeFile(new Path(folder, CONFIG), config, conf);
        Safetensors.writeFolder(folder, newWeights.values(), Safetensors.DEFAULT_MAX_SHARD_BYTES, conf);
    }

    /** Writes everything but the weights, unchanged; of an adapter without the config.json, which is the base's. */
    public void writeDescription(Path folder, Configuration conf) {
        description.forEach((name, bytes) -> {
            if (!isAdapting() || !name.equals(CONFIG)) {
                writeFile(new Path(folder, name), bytes, conf);
            }
        });
    }

    private byte[] configWith(Dtype dtype) {
        String name = switch (dtype) {
            case F32 -> "float32";
            case F16 -> "float16";
            case BF16 -> "bfloat16";
        };
        ObjectNode config = (ObjectNode) config();
        if (name.equals(ConfigReader.dtype(config))) {
            return Objects.requireNonNull(description.get(CONFIG));
        }
        config.put(config.has("dtype") || config.has("rope_parameters") ? "dtype" : "torch_dtype", name);
        return (config.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** {@code path} in a form that means the same folder to every process that can reach it, {@link #BUILTIN_NANO} too. */
    public static String located(String path, Configuration conf) {
        if (path.equals(BUILTIN_NANO) && ShippedModel.isOnClassPath()) {
            return path;
        }
        Path folder = resolve(path);
        try {
            return folder.getFileSystem(conf).makeQualified(folder).toString();
        } catch (IOException | IllegalArgumentException e) {
            throw new UserException(
                    "model.path is " + path + ", which is on no file system that can be reached: " + e.getMessage(), e);
        }
    }

    static Path resolve(String path) {
        if (!path.equals(BUILTIN_NANO)) {
            return new Path(path);
        }
        return new Path(ShippedModel.folder().toUri());
    }

    private static Map<String, HostTensor> readWeights(Path folder, Configuration conf) {
        for (String name : List.of(Safetensors.SINGLE_FILE, Safetensors.INDEX_FILE)) {
            Path file = new Path(folder, name);
            if (ModelFiles.exists(file, conf)) {
                return Safetensors.read(file, conf);
            }
        }
        throw new UserException(folder + " has no weights: neither " + Safetensors.SINGLE_FILE + " nor "
                + Safetensors.INDEX_FILE + "; other formats must be converted to safetensors");
    }

    private static JsonNode json(String path, Map<String, byte[]> description, String name) {
        byte[] bytes = description.get(name);
        if (bytes == null) {
            return MissingNode.getInstance();
        }
        try {
            JsonNode node = JSON.readTree(bytes);
            if (node.isObject()) {
                return node;
            }
            throw new UserException(path + "/" + name + " is not a JSON object");
        } catch (IOException e) {
            throw new UserException(path + "/" + name + " is not JSON: " + firstLine(e), e);
        }
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static void writeFile(Path file, byte[] bytes, Configuration conf) {
        ModelFiles.write(file, conf, channel -> channel.write(ByteBuffer.wrap(bytes)));
    }
}
