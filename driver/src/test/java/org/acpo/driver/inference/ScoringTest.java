package org.acpo.driver.inference;

import static org.acpo.driver.JsonFiles.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.driver.JsonFiles;
import org.acpo.driver.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoringTest {
    @TempDir
    private Path folder;

    private Map<String, Object> score(List<String> lines) throws IOException {
        Path input = JsonFiles.write(folder.resolve("in.jsonl"), lines);
        Target target = new Target(folder.resolve("out.jsonl").toString(), false);
        return Scoring.run(LocalSpark.session(), NanoModel.config(), input.toString(), target);
    }

    private List<JsonNode> output() throws IOException {
        return JsonFiles.lines(folder.resolve("out.jsonl"));
    }

    @Test
    void agreesWithTheIndependentImplementation() throws IOException {
        JsonNode expected = NanoModel.EXPECTED.get("cases").get("right_padded");
        List<int[]> sequences = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < expected.get("input_ids").size(); row++) {
            int length = Arrays.stream(
                            JsonFiles.ints(expected.get("attention_mask").get(row)))
                    .sum();
            sequences.add(Arrays.copyOf(JsonFiles.ints(expected.get("input_ids").get(row)), length));
            lines.add(line("id", row, "token_ids", sequences.get(row)));
        }

        Map<String, Object> summary = score(lines);

        List<JsonNode> output = output();
        assertThat(output).hasSize(4);
        double sum = 0;
        int scored = 0;
        for (int row = 0; row < output.size(); row++) {
            JsonNode found = output.get(row);
            assertThat(found.get("id").isInt()).isTrue();
            assertThat(found.get("id").asInt()).isEqualTo(row);
            assertThat(JsonFiles.ints(found.get("token_ids"))).isEqualTo(sequences.get(row));
            assertThat(found.get("log_probs")).hasSize(sequences.get(row).length);
            assertThat(found.get("log_probs").get(0).isNull()).isTrue();
            assertThat(found.get("entropies").get(0).isNull()).isTrue();
            for (int t = 1; t < sequences.get(row).length; t++) {
                double logProb = expected.get("lp").get(row).get(t).asDouble();
                assertThat(found.get("log_probs").get(t).asDouble()).isCloseTo(logProb, within(2e-5));
                assertThat(found.get("entropies").get(t).asDouble())
                        .isCloseTo(expected.get("ent").get(row).get(t).asDouble(), within(2e-5));
                sum += logProb;
                scored++;
            }
        }
        assertThat(summary).containsEntry("sequences", 4);
        assertThat((Double) summary.get("log_prob_mean")).isCloseTo(sum / scored, within(2e-5));
        assertThat(JsonFiles.names(folder)).containsExactly("in.jsonl", "out.jsonl");
    }

    @Test
    void promptAndResponseAreOneSequence() throws IOException {
        score(List.of(
                line("id", "text", "prompt", "12+34=", "response", "46;"),
                line("id", "ids", "prompt", "12+34=", "response", "lost", "token_ids", new int[] {19, 21, 26}),
                line("id", "one", "token_ids", new int[] {16})));
        JsonNode single = NanoModel.EXPECTED.get("cases").get("single");
        List<JsonNode> output = output();
        for (JsonNode found : output.subList(0, 2)) {
            assertThat(JsonFiles.ints(found.get("token_ids"))).containsExactly(16, 17, 10, 18, 19, 28, 19, 21, 26);
            for (int t = 1; t < 9; t++) {
                assertThat(found.get("log_probs").get(t).asDouble())
                        .isCloseTo(single.get("lp").get(0).get(t).asDouble(), within(2e-5));
            }
        }
        assertThat(output.get(2).get("log_probs").toString()).isEqualTo("[null]");
    }

    private void assertRefused(String bad, String... parts) throws IOException {
        String fine = line("id", "a", "token_ids", new int[] {1, 2});
        assertThatThrownBy(() -> score(List.of(fine, bad)))
                .as(bad)
                .isInstanceOf(UserException.class)
                .hasMessageContaining("in.jsonl:2: ")
                .hasMessageContainingAll(parts)
                .message()
                .doesNotContain("\n");
        assertThat(JsonFiles.names(folder)).as(bad).containsExactly("in.jsonl");
    }

    @Test
    void brokenLinesAreNamedAndNothingIsWritten() throws IOException {
        assertRefused("{\"id\":\"b\",", "not a JSON object");
        assertRefused(line("token_ids", new int[] {1}), "no field 'id'", "[token_ids]");
        assertRefused(line("id", "b"), "neither token_ids nor prompt and response");
        assertRefused(line("id", "b", "response", "x"), "no field 'prompt'");
        assertRefused(line("id", "b", "prompt", "x"), "no field 'response'");
        assertRefused(line("id", "b", "token_ids", "1 2"), "'token_ids'", "'1 2'", "list of whole numbers");
        assertRefused(line("id", "b", "token_ids", new double[] {1.5}), "list of whole numbers");
        assertRefused(line("id", "b", "token_ids", new int[0]), "id 'b'", "no tokens");
        assertRefused(
                line("id", "b", "token_ids", new int[] {3, NanoModel.VOCABULARY}),
                "id 'b'",
                "token 1 is 260",
                "0 to 259");
        assertRefused(line("id", "b", "token_ids", new long[] {-3_000_000_000L}), "token 0 is -2147483648");
        int[] longOne = new int[NanoModel.CONTEXT + 1];
        assertRefused(line("id", "b", "token_ids", longOne), "id 'b'", "2049 tokens", "2048");
    }

    @Test
    void emptyAndMissingInputIsRefused() {
        assertThatThrownBy(() -> score(List.of("", "  ")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("holds no sequences");
        Target target = new Target(folder.resolve("out.jsonl").toString(), false);
        assertThatThrownBy(() -> Scoring.run(
                        LocalSpark.session(),
                        NanoModel.config(),
                        folder.resolve("none").toString(),
                        target))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no file is at");
        assertThat(JsonFiles.names(folder)).containsExactly("in.jsonl");
    }

    @Test
    void outputIsReplacedOnlyOnDemand() throws IOException {
        List<String> lines = List.of(line("id", "a", "token_ids", new int[] {1, 2}));
        Path input = JsonFiles.write(folder.resolve("in.jsonl"), lines);
        Path out = Files.writeString(folder.resolve("out.jsonl"), "precious\n");
        assertThatThrownBy(() -> score(lines)).isInstanceOf(UserException.class).hasMessageContaining("--overwrite");
        assertThat(out).hasContent("precious");
        Scoring.run(LocalSpark.session(), NanoModel.config(), input.toString(), new Target(out.toString(), true));
        assertThat(output()).hasSize(1);
        assertThatThrownBy(() -> Scoring.run(
                        LocalSpark.session(),
                        NanoModel.config(),
                        input.toString(),
                        new Target(folder.toString(), true)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("is a folder");
    }

    @Test
    void aModelThatIsNoneIsNamed() {
        assertThatThrownBy(() -> Scoring.run(
                        LocalSpark.session(),
                        NanoModel.config("model.path=" + folder.resolve("nothing")),
                        "in.jsonl",
                        new Target(folder.resolve("out.jsonl").toString(), false)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("nothing does not exist");
        assertThat(JsonFiles.names(folder)).isEmpty();
    }
}
