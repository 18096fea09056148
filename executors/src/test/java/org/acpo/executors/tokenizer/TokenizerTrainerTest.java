package org.acpo.executors.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.executors.tokenizer.BytePairMerges.Pair;
import org.junit.jupiter.api.Test;

class TokenizerTrainerTest {
    private static final List<String> SPECIAL = List.of("<|endoftext|>", "<|pad|>");
    private static final List<String> TEXTS = List.of(
            "Tom has 12 apples.\nTom gives away 7 apples.", "Tom has 5 apples left.\n\nFinal answer: \\boxed{5}");

    @Test
    void theMostFrequentPairsMergeFirst() {
        // abab x3 and b x1: (a,b) occurs 6 times, (b,a) 3. After "ab": (ab,ab) 3 times. Then nothing is left to merge.
        assertThat(BytePairMerges.learn(Map.of("abab", 3L, "b", 1L), 10))
                .containsExactly(new Pair("a", "b"), new Pair("ab", "ab"));
        // (b,c) and (a,b) both twice: the first in order wins. In "aaa" the left pair merges.
        assertThat(BytePairMerges.learn(Map.of("bc", 2L, "ab", 2L), 1)).containsExactly(new Pair("a", "b"));
        assertThat(BytePairMerges.learn(Map.of("aaa", 2L), 2)).containsExactly(new Pair("a", "a"), new Pair("aa", "a"));
        assertThat(BytePairMerges.learn(Map.of("xy", 1L), 5)).isEmpty();
    }

    @Test
    void theLibraryReadsTheFileAndTokensAreReadable() {
        Tokenizer tokenizer = load(TokenizerTrainer.train(TEXTS, 290, SPECIAL));

        assertThat(tokenizer.vocabSize()).isLessThanOrEqualTo(290);
        assertThat(pieces(tokenizer, "Tom has 12 apples.\n\n"))
                .containsExactly("Tom", " has", " ", "1", "2", " apples", ".", "\n", "\n");
        assertThat(pieces(tokenizer, "<|endoftext|>")).containsExactly("<|endoftext|>");
        assertThat(tokenizer.specialToken("<|pad|>")).isEqualTo(tokenizer.vocabSize() - 1);
        assertThat(tokenizer.specialToken("<|endoftext|>")).isEqualTo(tokenizer.vocabSize() - 2);
    }

    @Test
    void anyTextComesBackUnchanged() {
        Tokenizer tokenizer = load(TokenizerTrainer.train(TEXTS, 300, SPECIAL));
        for (String text : List.of(" ", "", "a  b\t\r\n ", "Größe 漢字 🦙", "\u0000\u007f\u00ad\u00a0", "((12+7)=19)")) {
            assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
        }
    }

    @Test
    void theTargetBoundsTheVocabularyAndTheResultIsRepeatable() {
        // 256 bytes + 2 special tokens + 4 merges.
        assertThat(load(TokenizerTrainer.train(TEXTS, 262, SPECIAL)).vocabSize())
                .isEqualTo(262);
        assertThat(TokenizerTrainer.train(TEXTS, 280, SPECIAL)).isEqualTo(TokenizerTrainer.train(TEXTS, 280, SPECIAL));
        assertThatThrownBy(() -> TokenizerTrainer.train(TEXTS, 257, SPECIAL))
                .isInstanceOf(UserException.class)
                .hasMessage("a tokenizer of 257 tokens cannot hold 256 bytes and 2 special tokens; ask for more");
    }

    @Test
    void theByteAlphabetIsGpt2s() {
        // Space, newline and 0xAD (soft hyphen) have stand-ins: U+0120, U+010A, U+0143, as in GPT-2's vocabulary.
        assertThat(ByteAlphabet.of(" \n!")).containsExactly("Ġ", "Ċ", "!");
        assertThat(ByteAlphabet.all().get(0xAD)).isEqualTo("Ń");
        assertThat(ByteAlphabet.all().get(0xFF)).isEqualTo("ÿ");
        assertThat(ByteAlphabet.all()).doesNotHaveDuplicates().hasSize(256);
    }

    private static List<String> pieces(Tokenizer tokenizer, String text) {
        return tokenizer.pieces(tokenizer.encode(text));
    }

    private static Tokenizer load(String json) {
        String config = TokenizerTrainer.config("<|endoftext|>", "<|pad|>", 512);
        return new Tokenizer(TokenizerFiles.of(
                "trained",
                Map.of(
                        "tokenizer.json", json.getBytes(StandardCharsets.UTF_8),
                        "tokenizer_config.json", config.getBytes(StandardCharsets.UTF_8))));
    }
}
