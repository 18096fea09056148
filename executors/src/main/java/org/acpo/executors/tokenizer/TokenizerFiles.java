package org.acpo.executors.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.jspecify.annotations.Nullable;

/**
 * The tokenizer's part of a model folder, parsed but not yet loaded into the native library.
 *
 * @param path the folder, for error messages
 * @param tokenizerJson content of tokenizer.json
 * @param size number of different token ids
 * @param highestId highest token id
 * @param specialTokens text to id of the tokens marked special
 * @param namedTokens text of the special tokens that have a name, such as bos_token, in transformers' order
 * @param chatTemplates by name
 */
public record TokenizerFiles(
        String path,
        byte[] tokenizerJson,
        int size,
        int highestId,
        Map<String, Integer> specialTokens,
        Map<String, String> namedTokens,
        ChatTemplates chatTemplates) {
    public static final String TOKENIZER = "tokenizer.json";
    public static final String CONFIG = "tokenizer_config.json";
    public static final String CHAT_TEMPLATE = "chat_template.jinja";

    /** Folder of more chat templates, each named like its file. */
    public static final String MORE_TEMPLATES = "additional_chat_templates/";

    private static final String SPECIAL_TOKENS_MAP = "special_tokens_map.json";
    private static final List<String> NAMES =
            List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token");

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param files file name to content; others than this class's are ignored
     * @throws UserException when tokenizer.json is absent or damaged
     */
    public static TokenizerFiles of(String path, Map<String, byte[]> files) {
        byte[] bytes = files.get(TOKENIZER);
        if (bytes == null) {
            throw new UserException(path + " has no tokenizer.json; save the tokenizer with save_pretrained of a"
                    + " fast tokenizer, or copy the file there");
        }
        JsonNode root = json(path, TOKENIZER, bytes);
        Map<Integer, Boolean> ids = new LinkedHashMap<>();
        vocabulary(path, root).forEach(id -> ids.put(id.asInt(), true));
        Map<String, Integer> special = new LinkedHashMap<>();
        for (JsonNode token : root.path("added_tokens")) {
            ids.put(token.path("id").asInt(), true);
            if (token.path("special").asBoolean()) {
                special.put(token.path("content").asText(), token.path("id").asInt());
            }
        }
        int highest = ids.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
        JsonNode config = files.containsKey(CONFIG) ? json(path, CONFIG, files.get(CONFIG)) : MissingNode.getInstance();
        return new TokenizerFiles(
                path,
                bytes,
                ids.size(),
                highest,
                special,
                named(path, files, config),
                ChatTemplates.of(path, files, config));
    }

    /**
     * A model's vocabulary may be larger than the tokenizer's (Qwen pads it), never smaller.
     *
     * @throws UserException when an id lies beyond the vocabulary
     */
    public void checkFits(int vocabSize) {
        if (highestId >= vocabSize) {
            throw new UserException("%s: the tokenizer's highest token id %d does not fit the model's vocab_size %d;"
                            .formatted(path, highestId, vocabSize)
                    + " use the tokenizer that belongs to this model");
        }
    }

    private static JsonNode vocabulary(String path, JsonNode root) {
        String type = root.path("model").path("type").asText("BPE");
        JsonNode vocabulary = root.path("model").path("vocab");
        if (!type.equals("BPE") || !vocabulary.isObject() || vocabulary.isEmpty()) {
            throw new UserException(path + "/" + TOKENIZER + " holds a tokenizer of type " + type
                    + "; only BPE with a vocab is supported");
        }
        return vocabulary;
    }

    /**
     * As transformers has it: special_tokens_map.json counts, before tokenizer_config.json, where the latter does not list
     * the added tokens itself.
     */
    private static Map<String, String> named(String path, Map<String, byte[]> files, JsonNode config) {
        byte[] file = config.has("added_tokens_decoder") ? null : files.get(SPECIAL_TOKENS_MAP);
        JsonNode map = file == null ? MissingNode.getInstance() : json(path, SPECIAL_TOKENS_MAP, file);
        Map<String, String> named = new LinkedHashMap<>();
        for (String name : NAMES) {
            JsonNode token = map.has(name) ? map.path(name) : config.path(name);
            String text = token.isObject() ? token.path("content").asText() : token.asText();
            if (!token.isNull() && !text.isEmpty()) {
                named.put(name, text);
            }
        }
        return named;
    }

    private static JsonNode json(String path, String name, byte @Nullable [] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (IOException e) {
            throw new UserException(path + "/" + name + " is not JSON; copy the file again", e);
        }
    }
}
