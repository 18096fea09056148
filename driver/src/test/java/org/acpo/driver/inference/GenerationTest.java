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
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.driver.JsonFiles;
import org.acpo.driver.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationTest {
    @TempDir
    private Path folder;

    private Map<String, Object> generate(String output, List<String> lines, String... overrides) throws IOException {
        Path input = JsonFiles.write(folder.resolve("problems.jsonl"), lines);
        List<String> all = new ArrayList<>(
                List.of("data.eval.kind=jsonl", "data.eval.path=" + input, "evaluation.max_new_tokens=12"));
        all.addAll(List.of(overrides));
        return Generation.run(
                LocalSpark.session(),
                NanoModel.config(all.toArray(String[]::new)),
                new Target(folder.resolve(output).toString(), false));
    }

    private List<JsonNode> output(String name) throws IOException {
        return JsonFiles.lines(folder.resolve(name));
    }

    private static List<String> problems(int n) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            lines.add(line("id", "p" + i, "problem", "What is " + i + " + 1?", "answer", i + 1));
        }
        return lines;
    }

    @Test
    void responsesStandInTheOrderOfTheProblems() throws IOException {
        Map<String, Object> summary = generate("out.jsonl", problems(5), "evaluation.samples=3");

        List<JsonNode> output = output("out.jsonl");
        assertThat(output)
                .extracting(
                        row -> row.get("id").asText() + "/" + row.get("sample").asInt())
                .startsWith("p0/0", "p0/1", "p0/2", "p1/0")
                .endsWith("p4/2")
                .hasSize(15);
        for (JsonNode row : output) {
            int length = row.get("token_ids").size();
            assertThat(length).isBetween(1, 12);
            assertThat(row.get("log_probs")).hasSize(length);
            assertThat(row.get("entropies")).hasSize(length);
            assertThat(row.get("prompt").asText()).matches("What is \\d \\+ 1\\?\n");
            // 258 ends a text
            assertThat(row.get("truncated").asBoolean())
                    .isEqualTo(row.get("token_ids").get(length - 1).asInt() != 258);
            assertThat(row.has("correct")).isTrue();
            assertThat(row.get("reason").asText()).isIn("correct", "wrong", "no_answer", "truncated");
        }
        assertThat(summary).containsEntry("problems", 5).containsEntry("responses", 15L);
        assertThat(summary.get("correct"))
                .isEqualTo(output.stream()
                        .filter(row -> row.get("correct").asBoolean())
                        .count());
        assertThat(JsonFiles.names(folder)).containsExactly("out.jsonl", "problems.jsonl");
    }

    @Test
    void scoringWhatWasGeneratedGivesTheSameNumbers() throws IOException {
        generate("out.jsonl", problems(4), "evaluation.samples=2");
        Path scores = folder.resolve("scores.jsonl");
        Scoring.run(
                LocalSpark.session(),
                NanoModel.config(),
                folder.resolve("out.jsonl").toString(),
                new Target(scores.toString(), false));

        List<JsonNode> drawn = output("out.jsonl");
        List<JsonNode> scored = JsonFiles.lines(scores);
        assertThat(scored).hasSameSizeAs(drawn);
        for (int i = 0; i < drawn.size(); i++) {
            int length = drawn.get(i).get("token_ids").size();
            int prompt = scored.get(i).get("token_ids").size() - length;
            for (int t = 0; t < length; t++) {
                for (String field : List.of("log_probs", "entropies")) {
                    assertThat(scored.get(i).get(field).get(prompt + t).asDouble())
                            .isCloseTo(drawn.get(i).get(field).get(t).asDouble(), within(2e-5));
                }
            }
        }
    }

    @Test
    void theNumberOfTasksAndOfSlotsChangesNothing() throws IOException {
        String[] narrow = {"evaluation.samples=2", "rollout.deterministic=true", "rollout.tasks=1"};
        String[] wide = {"evaluation.samples=2", "rollout.deterministic=true", "rollout.tasks=3"};
        // a wave of one task with one slot is 8 responses, to 4 problems: the 6 problems take two jobs
        String[] waves = {"evaluation.samples=2", "rollout.deterministic=true", "rollout.tasks=1", "rollout.slots=1"};
        generate("a.jsonl", problems(6), narrow);
        generate("b.jsonl", problems(6), wide);
        generate("c.jsonl", problems(6), waves);
        assertThat(folder.resolve("b.jsonl")).hasSameBinaryContentAs(folder.resolve("a.jsonl"));
        assertThat(folder.resolve("c.jsonl")).hasSameBinaryContentAs(folder.resolve("a.jsonl"));
    }

    @Test
    void answersMayBeMissing() throws IOException {
        Map<String, Object> summary = generate(
                "out.jsonl",
                List.of(line("problem", "What is 1 + 1?"), line("id", 7, "problem", "And 2 + 2?", "answer", "4")));
        List<JsonNode> output = output("out.jsonl");
        assertThat(output.get(0).get("id").asText()).isEqualTo("problems.jsonl:1");
        assertThat(output.get(0).has("correct")).isFalse();
        assertThat(output.get(0).has("answer")).isFalse();
        assertThat(output.get(1).get("answer").asText()).isEqualTo("4");
        assertThat(output.get(1).has("correct")).isTrue();
        assertThat(summary).containsEntry("responses", 2L);
    }

    @Test
    void greedyResponsesDoNotDependOnTheSeed() throws IOException {
        generate("a.jsonl", problems(2), "evaluation.temperature=0");
        generate("b.jsonl", problems(2), "evaluation.temperature=0", "seed=99");
        assertThat(folder.resolve("b.jsonl")).hasSameBinaryContentAs(folder.resolve("a.jsonl"));
        generate("c.jsonl", problems(2), "seed=99");
        assertThat(Files.readString(folder.resolve("c.jsonl")))
                .isNotEqualTo(Files.readString(folder.resolve("a.jsonl")));
    }

    @Test
    void greedyResponsesAreTheIndependentImplementations() throws IOException {
        // the fixture's second text is its second sequence; the others go on with tokens that are no text
        String text = NanoModel.EXPECTED.get("texts").get(1).asText();
        int[] expected =
                JsonFiles.ints(NanoModel.EXPECTED.get("greedy_left_padded_16").get(1));
        generate(
                "out.jsonl",
                List.of(line("id", "g", "problem", text)),
                "evaluation.temperature=0",
                "evaluation.max_new_tokens=16",
                "prompt.template='{problem}'");
        assertThat(output("out.jsonl").get(0).get("prompt").asText()).isEqualTo(text);
        assertThat(JsonFiles.ints(output("out.jsonl").get(0).get("token_ids"))).isEqualTo(expected);
    }

    @Test
    void aProblemOnTheCommandLineNeedsNoFile() {
        List<String> responses = Generation.answer(
                LocalSpark.session(),
                NanoModel.config("evaluation.samples=2", "evaluation.max_new_tokens=5"),
                "What is 1 + 1?");
        assertThat(responses).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void whatCannotBeDoneIsRefusedBeforeAnythingIsWritten() throws IOException {
        String longText = "x".repeat(NanoModel.CONTEXT);
        for (String[] bad : List.<String[]>of(
                new String[] {line("id", "long", "problem", longText), "problem long: its prompt has 2049 tokens"},
                new String[] {line("id", "a", "question", "1 + 1?"), "problems.jsonl:2: the row has no problem text"},
                new String[] {line("id", "p0", "problem", "twice"), "id 'p0' stands at"},
                new String[] {"[1]", "problems.jsonl:2: not a JSON object"})) {
            assertThatThrownBy(() -> generate("out.jsonl", List.of(problems(1).get(0), bad[0])))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(bad[1]);
            assertThat(JsonFiles.names(folder)).containsExactly("problems.jsonl");
        }
        assertThatThrownBy(() -> generate("out.jsonl", List.of()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("holds no problems");
        assertThat(Files.exists(folder.resolve("out.jsonl"))).isFalse();
    }
}
