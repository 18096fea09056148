package org.acpo.executors.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.acpo.common.UserException;
import org.jspecify.annotations.Nullable;

/**
 * A model's tokenizer: the Hugging Face tokenizers library over its tokenizer.json, and its chat template. Nothing is
 * fetched from the network. Safe for several threads; lives as long as its JVM does and is not serializable.
 */
public final class Tokenizer {
    private static final Map<String, String> NEITHER_CUT_NOR_PAD =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");
    private static final String OFFLINE = "ai.djl.offline";

    private final TokenizerFiles files;
    private final HuggingFaceTokenizer library;
    private final Map<String, ChatTemplate> compiled = new ConcurrentHashMap<>();
    private final @Nullable String[] pieces;

    /** @throws UserException when the library cannot read tokenizer.json */
    public Tokenizer(TokenizerFiles files) {
        this.files = files;
        this.library = load(files);
        this.pieces = new String[files.highestId() + 1];
    }

    /** Tokens of {@code text}; special tokens written out in it are recognised, none is added. */
    public int[] encode(String text) {
        return encode(text, false);
    }

    /** @param addSpecialTokens whether the file's post-processor adds its own, for instance a start token */
    public int[] encode(String text, boolean addSpecialTokens) {
        long[] ids = library.encode(text, addSpecialTokens, false).getIds();
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }

    /**
     * Text of the tokens, special ones included. Bytes that are not UTF-8 (half a character) become U+FFFD; ids that no
     * token has (a padded vocabulary) give nothing.
     */
    public String decode(int[] ids) {
        return decode(ids, false);
    }

    /** @param skipSpecialTokens whether special tokens leave no text */
    public String decode(int[] ids, boolean skipSpecialTokens) {
        return library.decode(Arrays.stream(ids).asLongStream().toArray(), skipSpecialTokens);
    }

    /** Text of each token decoded alone, so a character that is split over tokens shows as U+FFFD in each. */
    public List<String> pieces(int[] ids) {
        return Arrays.stream(ids).mapToObj(this::piece).toList();
    }

    /** Number of different tokens, special ones included; the model's vocabulary may be larger. */
    public int vocabSize() {
        return files.size();
    }

    /** Text to id of the tokens marked special. */
    public Map<String, Integer> specialTokens() {
        return files.specialTokens();
    }

    /** Id of a special token, or null when the tokenizer has no such. */
    public @Nullable Integer specialToken(String text) {
        return files.specialTokens().get(text);
    }

    /** Id of the token that the tokenizer's files name as {@code name}, for instance eos_token; null when they name none. */
    public @Nullable Integer namedToken(String name) {
        return files.specialTokens().get(files.namedTokens().get(name));
    }

    /** Whether the folder has any chat template, even one that cannot be used. */
    public boolean hasChatTemplate() {
        return !files.chatTemplates().isEmpty();
    }

    /** {@link #applyChatTemplate(List, List, boolean, LocalDateTime)} without tools. */
    public String applyChatTemplate(List<Message> messages, boolean addGenerationPrompt, LocalDateTime now) {
        return applyChatTemplate(messages, List.of(), addGenerationPrompt, now);
    }

    /**
     * The conversation as the model was trained to see it, character by character what transformers gives.
     *
     * @param tools JSON schemas as ordered maps
     * @param addGenerationPrompt whether the text ends where the assistant begins to speak
     * @param now what a template is told when it asks for the date
     * @throws UserException when the model has no chat template, it refuses these messages, or it has a part that is not
     *     supported
     */
    public String applyChatTemplate(
            List<Message> messages, List<Map<String, Object>> tools, boolean addGenerationPrompt, LocalDateTime now) {
        String source = files.chatTemplates().choose(!tools.isEmpty());
        ChatTemplate template =
                compiled.computeIfAbsent(source, text -> new ChatTemplate(files.path(), text, files.namedTokens()));
        return template.render(messages, tools, addGenerationPrompt, now);
    }

    private String piece(int id) {
        if (id >= pieces.length) {
            return "";
        }
        String known = pieces[id];
        if (known == null) {
            known = decode(new int[] {id});
            pieces[id] = known;
        }
        return known;
    }

    private static HuggingFaceTokenizer load(TokenizerFiles files) {
        if (System.getProperty(OFFLINE) == null) {
            System.setProperty(OFFLINE, "true");
        }
        try {
            return Objects.requireNonNull(HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(files.tokenizerJson()), NEITHER_CUT_NOR_PAD));
        } catch (IOException | RuntimeException e) {
            throw new UserException(
                    files.path() + "/" + TokenizerFiles.TOKENIZER + " cannot be loaded: " + e.getMessage(), e);
        }
    }
}
