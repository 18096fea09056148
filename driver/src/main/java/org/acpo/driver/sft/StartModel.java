package org.acpo.driver.sft;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.acpo.common.UserException;
import org.acpo.common.problem.Problem;
import org.acpo.common.recipe.SftConfig;
import org.acpo.common.recipe.SftConfig.TokenizerShape;
import org.acpo.executors.engine.InitWeights;
import org.acpo.executors.model.ModelFolder;
import org.acpo.executors.tokenizer.TokenizerFiles;
import org.acpo.executors.tokenizer.TokenizerTrainer;
import org.apache.hadoop.conf.Configuration;

/** The model that supervised training begins with: one that exists, or a new one with a tokenizer of its own. */
final class StartModel {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StartModel() {}

    /**
     * @param problems whose texts a new model's tokenizer is trained on
     * @return a description with float32 or stored weights
     */
    static ModelFolder of(SftConfig config, List<Problem> problems, Configuration hadoop) {
        String path = config.model().path();
        ModelFolder model = path == null ? fresh(config, problems) : ModelFolder.read(path, hadoop);
        if (model.spec().eosTokenIds().isEmpty()) {
            throw new UserException(
                    model.path() + " names no eos_token_id, so responses would never end; add it to its config.json");
        }
        return model;
    }

    private static ModelFolder fresh(SftConfig config, List<Problem> problems) {
        TokenizerShape shape = config.model().tokenizer();
        List<String> texts = problems.stream()
                .flatMap(problem -> Stream.of(
                        config.prompt().fill(problem.problem()),
                        Objects.requireNonNullElse(problem.solution(), ""),
                        config.examples().probeText()))
                .toList();
        String tokenizer = TokenizerTrainer.train(texts, shape.vocabSize(), shape.specialTokens());
        ModelFolder model = ModelFolder.of("the new model", description(config, tokenizer));
        return new ModelFolder(
                model.path(), model.spec(), model.description(), InitWeights.random(model.spec(), config.seed()));
    }

    private static Map<String, byte[]> description(SftConfig config, String tokenizer) {
        String endOfText = config.model().tokenizer().specialTokens().get(0);
        TokenizerFiles files = TokenizerFiles.of("the new model", Map.of(TokenizerFiles.TOKENIZER, bytes(tokenizer)));
        int end = Objects.requireNonNull(files.specialTokens().get(endOfText));
        ObjectNode model = JSON.valueToTree(config.model().shape());
        model.put("vocab_size", files.highestId() + 1);
        model.put("bos_token_id", end).put("eos_token_id", end).put("pad_token_id", end);
        model.put("torch_dtype", "float32");
        ObjectNode generation = JSON.createObjectNode();
        generation
                .put("do_sample", true)
                .put("temperature", 1.0)
                .put("top_p", 1.0)
                .put("top_k", 0);
        generation.put("eos_token_id", end).put("pad_token_id", end);
        int context = model.path("max_position_embeddings").asInt();
        Map<String, byte[]> description = new LinkedHashMap<>();
        description.put("config.json", bytes(model.toPrettyString() + "\n"));
        description.put("generation_config.json", bytes(generation.toPrettyString() + "\n"));
        description.put(TokenizerFiles.TOKENIZER, bytes(tokenizer));
        description.put(TokenizerFiles.CONFIG, bytes(TokenizerTrainer.config(endOfText, endOfText, context)));
        return description;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
