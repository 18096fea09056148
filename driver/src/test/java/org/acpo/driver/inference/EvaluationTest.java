package org.acpo.driver.inference;

import static org.acpo.driver.JsonFiles.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.acpo.common.UserException;
import org.acpo.common.evaluate.EvaluationTable.Row;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.driver.JsonFiles;
import org.acpo.driver.LocalSpark;
import org.acpo.driver.inference.Evaluation.DataSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
    @TempDir
    private Path folder;

    private TrainConfig config(List<String> problems) throws IOException {
        Path input = JsonFiles.write(folder.resolve("problems.jsonl"), problems);
        return NanoModel.config(
                "data.eval.kind=jsonl",
                "data.eval.path=" + input,
                "evaluation.samples=4",
                "evaluation.max_new_tokens=400");
    }

    /** A random model ends a long text by chance, and with it the last digit before is its answer; some are right. */
    private static List<String> problems() {
        return List.of("1", "2", "3", "4", "5", "6", "7", "8").stream()
                .map(answer -> line("id", "p" + answer, "problem", "A digit?", "answer", answer))
                .toList();
    }

    private static double share(List<JsonNode> rows, String field) {
        return (double) rows.stream().filter(row -> row.get(field).asBoolean()).count() / rows.size();
    }

    private static List<DataSet> sets(TrainConfig config) {
        return List.of(new DataSet("digits", config));
    }

    @Test
    void theTableHasARowForEverySetSubjectAndLevel() throws IOException {
        Path output = folder.resolve("rows.jsonl");
        TrainConfig plain = config(problems());
        List<String> graded = List.of(
                line("id", "a", "problem", "A digit?", "answer", "1", "subject", "Odd", "level", "Level 2"),
                line("id", "b", "problem", "A digit?", "answer", "2", "subject", "Even", "level", "1"),
                line("id", "c", "problem", "A digit?", "answer", "3", "subject", "Odd"));
        Path input = JsonFiles.write(folder.resolve("graded.jsonl"), graded);
        TrainConfig other = NanoModel.config(
                "data.eval.kind=jsonl",
                "data.eval.path=" + input,
                "evaluation.samples=2",
                "evaluation.max_new_tokens=20");
        Evaluation.Result result = Evaluation.run(
                LocalSpark.session(),
                List.of(new DataSet("digits", plain), new DataSet("graded", other)),
                new Target(output.toString(), false));

        assertThat(result.table().rows())
                .extracting(
                        Row::dataset, Row::by, Row::value, row -> row.summary().problems())
                .containsExactly(
                        tuple("digits", null, null, 8),
                        tuple("graded", null, null, 3),
                        tuple("graded", "subject", "Even", 1),
                        tuple("graded", "subject", "Odd", 2),
                        tuple("graded", "level", "1", 1),
                        tuple("graded", "level", "2", 1));
        assertThat(result.summary().problems()).isEqualTo(11);
        assertThat(JsonFiles.lines(output))
                .extracting(row -> row.get("dataset").asText())
                .contains("digits", "graded");
        assertThat(folder.resolve("rows.table.md"))
                .content()
                .isEqualTo(result.table().markdown())
                .contains("avg@4 (95%)", "| graded", "| - Odd", "| - level 2");
    }

    @Test
    void theSummaryIsThatOfTheResponsesWritten() throws IOException {
        Path output = folder.resolve("rows.jsonl");
        TrainConfig config = config(problems());
        Map<String, Object> found = Evaluation.run(
                        LocalSpark.session(), sets(config), new Target(output.toString(), false))
                .line();

        List<JsonNode> rows = JsonFiles.lines(output);
        Map<String, List<JsonNode>> byProblem =
                rows.stream().collect(Collectors.groupingBy(row -> row.get("id").asText()));
        assertThat(byProblem)
                .hasSize(8)
                .allSatisfy((id, four) -> assertThat(four).hasSize(4));
        assertThat(share(rows, "correct")).isBetween(0.01, 0.99);
        assertThat((Double) found.get("pass@1")).isCloseTo(share(rows, "correct"), within(1e-12));
        assertThat((Double) found.get("pass@k"))
                .isEqualTo(byProblem.values().stream()
                                .filter(four -> share(four, "correct") > 0)
                                .count()
                        / 8.0);
        assertThat((Double) found.get("truncated_frac")).isEqualTo(share(rows, "truncated"));
        assertThat((Double) found.get("length_mean"))
                .isCloseTo(
                        rows.stream()
                                .mapToInt(row -> row.get("token_ids").size())
                                .average()
                                .orElseThrow(),
                        within(1e-9));
        assertThat((Double) found.get("pass@1_low")).isLessThan((Double) found.get("pass@1"));
        assertThat((Double) found.get("pass@1_high")).isGreaterThan((Double) found.get("pass@1"));
        assertThat((Double) found.get("maj@k")).isBetween(0.0, 1.0);
        assertThat(found).containsEntry("problems", 8).containsEntry("samples", 4);
        // without a file it is the same
        assertThat(Evaluation.run(LocalSpark.session(), sets(config), null)
                        .summary()
                        .passAt1())
                .isEqualTo(found.get("pass@1"));
    }

    @Test
    void problemsWithoutUsableAnswersAreRefused() throws IOException {
        Target target = new Target(folder.resolve("rows.jsonl").toString(), false);
        TrainConfig missing = config(List.of(line("id", "a", "problem", "1 + 1?")));
        assertThatThrownBy(() -> Evaluation.run(LocalSpark.session(), sets(missing), target))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("problems.jsonl:1: the row has no answer");
        assertThat(JsonFiles.names(folder)).containsExactly("problems.jsonl");
    }
}
