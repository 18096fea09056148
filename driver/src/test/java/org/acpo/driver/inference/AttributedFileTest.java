package org.acpo.driver.inference;

import static org.acpo.driver.JsonFiles.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.driver.JsonFiles;
import org.acpo.driver.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The nano model's tokens are bytes, so character offsets are token offsets here. */
class AttributedFileTest {
    private static final String PROMPT = "2 * 3 + 1?\n";
    private static final String RESPONSE = "2 * 3 = 6.\nThen 6 + 1 = 7.\nAnswer: 7";
    private static final String PROBE = "\n\nFinal answer: \\boxed{";

    /** Where "Answer: 7" begins; no probe looks further. */
    private static final int STATED = RESPONSE.indexOf("Answer");

    @TempDir
    private Path folder;

    private Map<String, Object> credit(List<String> lines, String... overrides) throws IOException {
        Path input = JsonFiles.write(folder.resolve("in.jsonl"), lines);
        return AttributedFile.run(
                LocalSpark.session(),
                NanoModel.config(overrides),
                input.toString(),
                new Target(folder.resolve("out.jsonl").toString(), true));
    }

    private List<JsonNode> output() throws IOException {
        return JsonFiles.lines(folder.resolve("out.jsonl"));
    }

    private static String row(Object... more) {
        List<Object> all = new ArrayList<>(List.of("id", "a", "prompt", PROMPT, "response", RESPONSE, "answer", "7"));
        all.addAll(List.of(more));
        return line(all.toArray());
    }

    /** l_k one by one: the answer scored by itself behind prompt, prefix and probe. */
    private double[] onePassEach(String answer, int... prefixes) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int prefix : prefixes) {
            String before = PROMPT + RESPONSE.substring(0, prefix) + PROBE;
            lines.add(line("id", prefix, "prompt", before, "response", answer));
        }
        Path input = JsonFiles.write(folder.resolve("each.jsonl"), lines);
        Path scores = folder.resolve("each-scores.jsonl");
        Scoring.run(LocalSpark.session(), NanoModel.config(), input.toString(), new Target(scores.toString(), true));
        return JsonFiles.lines(scores).stream()
                .mapToDouble(found -> {
                    double[] all = JsonFiles.doubles(found.get("log_probs"));
                    double sum = 0;
                    for (int j = all.length - answer.length(); j < all.length; j++) {
                        sum += all[j];
                    }
                    return sum / answer.length();
                })
                .toArray();
    }

    @Test
    void givenStepsAreCreditedAsSeparatePassesWould() throws IOException {
        credit(List.of(row("segments", new int[] {11, 27, 36}), row("segments", new int[] {36}, "answer", "1/42")));

        List<JsonNode> output = output();
        assertThat(RESPONSE).hasSize(36);
        assertThat(JsonFiles.ints(output.get(0).get("segments"))).containsExactly(11, 27, 36);
        assertThat(output.get(0).get("segment_texts"))
                .extracting(JsonNode::asText)
                .containsExactly("2 * 3 = 6.\n", "Then 6 + 1 = 7.\n", "Answer: 7");
        double[] expected = onePassEach("7", 0, 11, 27, STATED);
        double[] found = JsonFiles.doubles(output.get(0).get("answer_log_probs"));
        assertThat(found).containsExactly(expected, within(2e-5));
        double[] deltas = JsonFiles.doubles(output.get(0).get("attributions"));
        assertThat(deltas).hasSize(3);
        assertThat(deltas[0]).isCloseTo(expected[1] - expected[0], within(4e-5));
        assertThat(deltas[0] + deltas[1] + deltas[2]).isCloseTo(found[3] - found[0], within(1e-9));
        // the second line asks for another answer, which the response does not give
        assertThat(JsonFiles.doubles(output.get(1).get("answer_log_probs")))
                .containsExactly(onePassEach("1/42", 0, STATED), within(2e-5));
        assertThat(output.get(0).get("correct").asBoolean()).isTrue();
        assertThat(output.get(1).get("correct").asBoolean()).isFalse();
        assertThat(output.get(1).get("extracted").asText()).isEqualTo("7");
    }

    @Test
    void theStatedAnswerIsSeenWhenAskedFor() throws IOException {
        credit(List.of(row("segments", new int[] {36})), "attribution.strip_final_answer=false");
        // cut short or not, no stop token ends the text, so all of it is seen
        assertThat(JsonFiles.doubles(output().get(0).get("answer_log_probs")))
                .containsExactly(onePassEach("7", 0, 36), within(2e-5));
    }

    @Test
    void theModelsEntropiesFindTheSteps() throws IOException {
        Map<String, Object> summary =
                credit(List.of(row(), row("id", "b")), "segmentation.max_segments=3", "segmentation.clean_cuts=none");
        for (JsonNode found : output()) {
            int[] ends = JsonFiles.ints(found.get("segments"));
            assertThat(ends).hasSizeBetween(2, 3).isSorted().endsWith(36);
            StringBuilder texts = new StringBuilder();
            found.get("segment_texts").forEach(text -> texts.append(text.asText()));
            assertThat(texts).hasToString(RESPONSE);
            assertThat(found.get("answer_log_probs")).hasSize(ends.length + 1);
            assertThat(found.get("attributions")).hasSize(ends.length);
        }
        assertThat(output()).extracting(found -> found.get("id").asText()).containsExactly("a", "b");
        assertThat(summary).containsEntry("responses", 2);
        credit(List.of(row()), "segmentation.kind=fixed", "segmentation.fixed_length=20");
        assertThat(JsonFiles.ints(output().get(0).get("segments"))).containsExactly(20, 36);
    }

    @Test
    void generatedLinesCanBeAttributed() throws IOException {
        Path problems = JsonFiles.write(
                folder.resolve("problems.jsonl"), List.of(line("id", "p", "problem", "2 * 3 + 1?", "answer", "7")));
        String[] settings = {
            "data.eval.kind=jsonl", "data.eval.path=" + problems, "evaluation.samples=3", "evaluation.max_new_tokens=40"
        };
        Path drawn = folder.resolve("drawn.jsonl");
        Generation.run(LocalSpark.session(), NanoModel.config(settings), new Target(drawn.toString(), false));
        AttributedFile.run(
                LocalSpark.session(),
                NanoModel.config(settings),
                drawn.toString(),
                new Target(folder.resolve("out.jsonl").toString(), false));
        List<JsonNode> output = output();
        List<JsonNode> responses = JsonFiles.lines(drawn);
        assertThat(output).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(output.get(i).get("sample").asInt()).isEqualTo(i);
            int[] ends = JsonFiles.ints(output.get(i).get("segments"));
            assertThat(ends).endsWith(responses.get(i).get("token_ids").size());
        }
    }

    private void assertRefused(String bad, String... parts) {
        assertThatThrownBy(() -> credit(List.of(row(), bad)))
                .as(bad)
                .isInstanceOf(UserException.class)
                .hasMessageContainingAll(parts);
        assertThat(JsonFiles.names(folder)).containsExactly("in.jsonl");
    }

    @Test
    void brokenLinesAreNamedAndNothingIsWritten() {
        assertRefused(line("id", "b", "prompt", "x", "response", "y"), "in.jsonl:2: ", "no field 'answer'");
        assertRefused(row("answer", " "), "in.jsonl:2: ", "'answer' is empty");
        assertRefused(row("prompt", ""), "in.jsonl:2: ", "'prompt' is empty");
        assertRefused(row("response", ""), "in.jsonl:2: ", "no tokens");
        assertRefused(row("segments", new int[] {11, 11, 36}), "in.jsonl:2: ", "[11, 11, 36]", "ascend");
        assertRefused(row("segments", new int[] {11, 35}), "in.jsonl:2: ", "last end must be 36");
        assertRefused(row("truncated", "no"), "in.jsonl:2: ", "'truncated'", "true or false");
        assertRefused(row("response", "x".repeat(2048)), "in.jsonl:2: ", "2059 tokens");
        assertThatThrownBy(() -> credit(List.of(row()), "attribution.enabled=false"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("attribution.enabled");
    }

    /** V_K needs no sample: the response is finished. What is sampled before it is the same when the task runs again. */
    @Test
    void monteCarloEndsInTheResponsesOwnReward() throws IOException {
        String[] settings = {
            "attribution.monte_carlo.samples=2", "attribution.monte_carlo.blend=false", "rollout.max_new_tokens=40"
        };
        List<String> lines =
                List.of(row("segments", new int[] {11, 27, 36}), row("segments", new int[] {11, 36}, "answer", "8"));
        credit(lines, settings);
        List<JsonNode> once = output();
        assertThat(once.get(0).get("estimator").asText()).isEqualTo("monte_carlo");
        assertThat(once.get(0).get("measure").asText()).isEqualTo("reward");
        assertThat(once.get(0).has("answer_log_probs")).isFalse();
        assertThat(JsonFiles.doubles(once.get(0).get("step_values"))).hasSize(4).endsWith(1);
        assertThat(JsonFiles.doubles(once.get(1).get("step_values"))).hasSize(3).endsWith(0);

        credit(lines, settings);
        assertThat(output()).isEqualTo(once);
    }
}
