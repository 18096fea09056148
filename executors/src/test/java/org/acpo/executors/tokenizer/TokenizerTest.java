package org.acpo.executors.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.acpo.common.UserException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class TokenizerTest {
    private static final Path QWEN = Path.of("../../shared/data/qwen2.5");
    private static final Path NANO = Path.of("src/test/resources/fixtures/nano/model");

    @Test
    void agreesWithQwensVectors() throws IOException {
        Assumptions.assumeTrue(Files.exists(QWEN), "needs ../shared/data/qwen2.5");
        Tokenizer tokenizer = tokenizer(QWEN);
        ObjectMapper json = new ObjectMapper();
        List<String> lines = Files.readAllLines(QWEN.resolve("tokenizer_vectors.jsonl"));
        assertThat(lines).hasSize(205);
        for (String line : lines) {
            JsonNode vector = json.readTree(line);
            String text = vector.get("text").asText();
            int[] ids = json.convertValue(vector.get("ids"), int[].class);
            assertThat(tokenizer.encode(text)).as(text).isEqualTo(ids);
            assertThat(tokenizer.decode(ids)).isEqualTo(Normalizer.normalize(text, Normalizer.Form.NFC));
        }
        // 151643 BPE tokens and 22 added ones, the highest id below the model's padded 151936.
        assertThat(tokenizer.vocabSize()).isEqualTo(151665);
        assertThat(tokenizer.specialToken("<|im_end|>")).isEqualTo(151645);
        assertThat(tokenizer.pieces(new int[] {9707, 1879, 151800})).containsExactly("Hello", " world", "");
    }

    @Test
    void halfACharacterDecodesToTheReplacementCharacter() throws IOException {
        Tokenizer tokenizer = tokenizer(NANO);

        int[] ids = tokenizer.encode("é€");

        // One token a byte: é = C3 A9, € = E2 82 AC.
        assertThat(ids).hasSize(5);
        assertThat(tokenizer.decode(ids)).isEqualTo("é€");
        assertThat(tokenizer.pieces(ids)).containsOnly("\uFFFD").hasSize(5);
        assertThat(tokenizer.decode(new int[] {ids[0], ids[1], ids[2]})).isEqualTo("é\uFFFD");
    }

    @Test
    void specialTokensAreRecognisedAndCanBeSkipped() throws IOException {
        Tokenizer tokenizer = tokenizer(NANO);

        int[] ids = tokenizer.encode("a<|im_end|>");

        assertThat(ids).containsExactly(64, 258);
        assertThat(tokenizer.decode(ids)).isEqualTo("a<|im_end|>");
        assertThat(tokenizer.decode(ids, true)).isEqualTo("a");
        assertThat(tokenizer.specialTokens())
                .isEqualTo(Map.of("<|endoftext|>", 256, "<|im_start|>", 257, "<|im_end|>", 258));
        assertThat(tokenizer.applyChatTemplate(List.of(new Message("user", "Hi")), true, LocalDateTime.now()))
                .isEqualTo("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n");
    }

    @Test
    void longTextIsNeitherCutNorPadded() throws IOException {
        assertThat(tokenizer(NANO).encode("ab ".repeat(2_000))).hasSize(6_000);
        assertThat(tokenizer(NANO).encode("")).isEmpty();
    }

    @Test
    void threadsMayShareATokenizer() throws IOException {
        Tokenizer tokenizer = tokenizer(NANO);
        List<Integer> wrong = IntStream.range(0, 2_000)
                .parallel()
                .filter(i -> !tokenizer.decode(tokenizer.encode("n = " + i)).equals("n = " + i)
                        || !String.join("", tokenizer.pieces(tokenizer.encode("n" + i)))
                                .equals("n" + i))
                .boxed()
                .toList();
        assertThat(wrong).isEmpty();
    }

    @Test
    void unusableFilesAreRefused() {
        assertThatThrownBy(() -> TokenizerFiles.of("dir", Map.of()))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("dir has no tokenizer.json");
        assertThatThrownBy(() -> files("{\"model\": {"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("dir/tokenizer.json is not JSON");
        assertThatThrownBy(() -> files("{\"model\": {\"type\": \"Unigram\", \"vocab\": []}}"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("a tokenizer of type Unigram; only BPE");
        assertThatThrownBy(() -> new Tokenizer(files("{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}}}")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("dir/tokenizer.json cannot be loaded");
    }

    private static TokenizerFiles files(String tokenizerJson) {
        return TokenizerFiles.of("dir", Map.of("tokenizer.json", tokenizerJson.getBytes(StandardCharsets.UTF_8)));
    }

    static Tokenizer tokenizer(Path folder) throws IOException {
        return new Tokenizer(TokenizerFiles.of(
                folder.toString(),
                Map.of(
                        "tokenizer.json", Files.readAllBytes(folder.resolve("tokenizer.json")),
                        "tokenizer_config.json", Files.readAllBytes(folder.resolve("tokenizer_config.json")))));
    }
}
