package org.acpo.driver.lab.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.acpo.common.UserException;
import org.acpo.driver.JsonFiles;
import org.acpo.driver.LocalSpark;
import org.acpo.driver.inference.NanoModel;
import org.acpo.driver.inference.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreditComparisonTest {
    @TempDir
    private Path folder;

    private List<Map<String, Object>> compare(String... overrides) {
        return CreditComparison.run(
                LocalSpark.session(),
                NanoModel.config(overrides),
                1,
                new Target(folder.resolve("rows.jsonl").toString(), false));
    }

    /**
     * A random model's first line is wrong, so the error is in the first step: no step is right, what is helpful is wrong, and
     * so is what is harmful. No continuation reaches the answer, so the truth is 0 everywhere and correlates with nothing.
     */
    @Test
    void everyWayToCutIsCrossedWithEveryWayToCredit() throws IOException {
        List<Map<String, Object>> rows = compare(
                "data.eval.count=2", "evaluation.samples=2", "evaluation.max_new_tokens=24", "model.dtype=float32");
        List<String> credits = List.of(
                "gold", "own", "contrast", "gold, prob", "gold, entropy", "monte carlo", "gold, shrunk", "blend");
        List<String> cuts = List.of("entropy", "entropy, raw", "delimiter", "fixed");
        assertThat(rows)
                .extracting(row -> row.get("segmentation") + " / " + row.get("attribution"))
                .containsExactlyElementsOf(cuts.stream()
                        .flatMap(cut -> credits.stream().map(credit -> cut + " / " + credit))
                        .toList());
        assertThat(rows).allSatisfy(row -> {
            assertThat(row).doesNotContainKeys("first_error_auc", "rank_correlation");
            assertThat(row.getOrDefault("helpful_precision", 0.0)).isEqualTo(0.0);
            assertThat(row.getOrDefault("harmful_precision", 1.0)).isEqualTo(1.0);
        });
        assertThat(rows).anySatisfy(row -> assertThat(row).containsKey("helpful_precision"));
        assertThat(rows).anySatisfy(row -> assertThat(row).containsKey("harmful_precision"));
        // where the continuations change nothing, nothing is helpful or harmful
        assertThat(rows)
                .filteredOn(row -> "monte carlo".equals(row.get("attribution")))
                .allSatisfy(row -> assertThat(row).doesNotContainKeys("helpful_precision", "harmful_precision"));
        assertThat(JsonFiles.lines(folder.resolve("rows.jsonl")))
                .isEqualTo(rows.stream().map(CreditComparisonTest::json).toList());
    }

    private static JsonNode json(Map<String, Object> row) {
        return JsonFiles.parse(JsonFiles.line(row.entrySet().stream()
                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                .toArray()));
    }

    @Test
    void theTableHasAColumnForEveryNameAndADashForWhatIsNotDefined() {
        Map<String, Object> first = new LinkedHashMap<>();
        first.put("segmentation", "fixed");
        first.put("steps", 12);
        first.put("first_error_auc", 0.65);
        assertThat(CreditComparison.table(List.of(first, Map.of("segmentation", "entropy"))))
                .isEqualTo("""
                        | segmentation | steps | first_error_auc |
                        | --- | --- | --- |
                        | fixed | 12 | 0.650 |
                        | entropy | – | – |
                        """);
    }

    @Test
    void problemsWithoutWorkedSolutionsAreRefused() throws IOException {
        Path problems = JsonFiles.write(
                folder.resolve("in.jsonl"), List.of(JsonFiles.line("id", "a", "problem", "1+1?", "answer", "2")));
        assertThatThrownBy(() -> compare("data.eval.kind=jsonl", "data.eval.path=" + problems))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("problem a has no worked solution");
    }
}
