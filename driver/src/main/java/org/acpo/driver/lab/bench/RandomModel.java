package org.acpo.driver.lab.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.executors.engine.InitWeights;
import org.acpo.executors.model.ModelFolder;
import org.acpo.executors.tokenizer.TokenizerFiles;
import org.acpo.executors.tokenizer.TokenizerTrainer;
import org.apache.hadoop.conf.Configuration;

/** A model with random weights and a tokenizer of bytes, for benchmarks. */
public final class RandomModel {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SEED = 17;
    private static final List<String> SPECIAL = List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|pad|>");
    private static final String COMMON = """
            {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_act": "silu",
             "max_position_embeddings": 2048, "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "use_sliding_window": false,
             "torch_dtype": "float32"}""";
    private static final Map<String, String> SHAPES = Map.of("empty", """
            {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 1,
             "num_key_value_heads": 1, "tie_word_embeddings": true, "vocab_size": 260}""", "nano", """
            {"hidden_size": 128, "intermediate_size": 352, "num_hidden_layers": 4, "num_attention_heads": 4,
             "num_key_value_heads": 2, "tie_word_embeddings": true, "vocab_size": 260}""", "mini", """
            {"hidden_size": 384, "intermediate_size": 1536, "num_hidden_layers": 8, "num_attention_heads": 6,
             "num_key_value_heads": 2, "tie_word_embeddings": false, "vocab_size": 8192}""");

    private RandomModel() {}

    /**
     * Writes a model folder.
     *
     * @param shape empty, nano, mini or the path of a config.json
     * @return number of parameters
     * @throws UserException when the shape is unknown or the folder holds a model
     */
    public static long write(String shape, String folder) {
        String tokenizer = TokenizerTrainer.train(List.of(), 256 + SPECIAL.size(), SPECIAL);
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("config.json", bytes(config(shape).toPrettyString() + "\n"));
        files.put(TokenizerFiles.TOKENIZER, bytes(tokenizer));
        files.put(TokenizerFiles.CONFIG, bytes(TokenizerTrainer.config(SPECIAL.get(0), SPECIAL.get(3), 2048)));
        if (Files.exists(Path.of(folder, "config.json"))) {
            throw new UserException("--out is " + folder + ", which holds a model; give the name of a new folder");
        }
        ModelFolder model = ModelFolder.of(folder, files);
        model.write(new org.apache.hadoop.fs.Path(folder), InitWeights.random(model.spec(), SEED), new Configuration());
        return model.spec().parameterCount();
    }

    private static ObjectNode config(String shape) {
        try {
            String known = SHAPES.get(shape);
            if (known == null) {
                return (ObjectNode) JSON.readTree(Files.readString(Path.of(shape)));
            }
            ObjectNode config = (ObjectNode) JSON.readTree(COMMON);
            config.setAll((ObjectNode) JSON.readTree(known));
            return config.put("bos_token_id", 256).put("eos_token_id", 256).put("pad_token_id", 259);
        } catch (JsonProcessingException | ClassCastException e) {
            throw new UserException("--shape " + shape + " is not a config.json: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UserException(
                    "--shape is " + shape + ", which is neither empty, nano nor mini, nor a readable config.json", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
