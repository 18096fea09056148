package org.acpo.executors.tokenizer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acpo.common.UserException;
import org.acpo.executors.tokenizer.BytePairMerges.Pair;

/**
 * Trains a small byte-level BPE tokenizer and writes it as Hugging Face files. Its tokens can be read by people: a word
 * with the space before it, single digits, single punctuation marks, single newlines never share a token.
 */
public final class TokenizerTrainer {
    /** Words with their leading space; one digit; one other mark with its leading space; one white space. */
    private static final String PIECES = " ?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]|\\s";

    private static final Pattern SPLIT = Pattern.compile(PIECES, Pattern.UNICODE_CHARACTER_CLASS);
    private static final ObjectMapper JSON = new ObjectMapper();

    private TokenizerTrainer() {}

    /**
     * Ids: the 256 bytes, then the merges as learned, then the special tokens in their order.
     *
     * @param vocabSize target for the whole vocabulary; it comes out smaller when the texts have too few repeated pairs
     * @param specialTokens tokens that text never yields except by being written out
     * @return tokenizer.json, a function of the arguments alone
     * @throws UserException when the target does not hold the bytes and the special tokens
     */
    public static String train(Iterable<String> texts, int vocabSize, List<String> specialTokens) {
        int merges = vocabSize - ByteAlphabet.all().size() - specialTokens.size();
        if (merges < 0) {
            throw new UserException("a tokenizer of %d tokens cannot hold 256 bytes and %d special tokens; ask for more"
                    .formatted(vocabSize, specialTokens.size()));
        }
        return tokenizerJson(BytePairMerges.learn(wordCounts(texts), merges), specialTokens);
    }

    /**
     * tokenizer_config.json for a trained tokenizer.
     *
     * @param maxLength the model's context in tokens
     */
    public static String config(String eosToken, String padToken, int maxLength) {
        ObjectNode config = JSON.createObjectNode();
        config.put("tokenizer_class", "PreTrainedTokenizerFast");
        config.putNull("bos_token");
        config.put("eos_token", eosToken);
        config.put("pad_token", padToken);
        config.putNull("unk_token");
        config.put("clean_up_tokenization_spaces", false);
        config.put("model_max_length", maxLength);
        return config.toPrettyString() + "\n";
    }

    private static Map<String, Long> wordCounts(Iterable<String> texts) {
        Map<String, Long> counts = new TreeMap<>();
        for (String text : texts) {
            Matcher matcher = SPLIT.matcher(text);
            while (matcher.find()) {
                counts.merge(matcher.group(), 1L, Long::sum);
            }
        }
        return counts;
    }

    private static String tokenizerJson(List<Pair> merges, List<String> specialTokens) {
        Set<String> symbols = new LinkedHashSet<>(ByteAlphabet.all());
        merges.forEach(pair -> symbols.add(pair.merged()));
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        symbols.forEach(symbol -> vocabulary.put(symbol, vocabulary.size()));

        ObjectNode root = JSON.createObjectNode();
        root.put("version", "1.0");
        root.putNull("truncation");
        root.putNull("padding");
        addSpecialTokens(root.putArray("added_tokens"), specialTokens, vocabulary.size());
        root.putNull("normalizer");
        addPreTokenizer(root.putObject("pre_tokenizer"));
        byteLevel(root.putObject("post_processor"));
        byteLevel(root.putObject("decoder"));
        addModel(root.putObject("model"), vocabulary, merges);
        return root.toPrettyString() + "\n";
    }

    private static void addSpecialTokens(ArrayNode tokens, List<String> contents, int firstId) {
        for (String content : contents) {
            ObjectNode token = tokens.addObject();
            token.put("id", firstId + tokens.size() - 1);
            token.put("content", content);
            for (String property : List.of("single_word", "lstrip", "rstrip", "normalized")) {
                token.put(property, false);
            }
            token.put("special", true);
        }
    }

    private static void addPreTokenizer(ObjectNode node) {
        node.put("type", "Sequence");
        ArrayNode steps = node.putArray("pretokenizers");
        ObjectNode split = steps.addObject();
        split.put("type", "Split");
        split.putObject("pattern").put("Regex", PIECES);
        split.put("behavior", "Isolated");
        split.put("invert", false);
        byteLevel(steps.addObject());
    }

    private static void byteLevel(ObjectNode node) {
        node.put("type", "ByteLevel");
        for (String property : List.of("add_prefix_space", "trim_offsets", "use_regex")) {
            node.put(property, false);
        }
    }

    private static void addModel(ObjectNode node, Map<String, Integer> vocabulary, List<Pair> merges) {
        node.put("type", "BPE");
        for (String property : List.of("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix")) {
            node.putNull(property);
        }
        for (String property : List.of("fuse_unk", "byte_fallback", "ignore_merges")) {
            node.put(property, false);
        }
        ObjectNode vocab = node.putObject("vocab");
        vocabulary.forEach(vocab::put);
        ArrayNode rules = node.putArray("merges");
        merges.forEach(pair -> rules.add(pair.left() + " " + pair.right()));
    }
}
