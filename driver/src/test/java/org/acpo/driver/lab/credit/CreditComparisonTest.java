package org.acpo.driver.lab.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

    @Test
    void everyWayToCutIsCrossedWithEveryWayToCredit() throws IOException {
        List<Map<String, Object>> rows = compare(
                "data.eval.count=2", "evaluation.samples=2", "evaluation.max_new_tokens=24", "model.dtype=float32");
        assertThat(rows).hasSize(4 * 8).allSatisfy(row -> {
            assertThat(row).containsKeys("segmentation", "attribution", "steps", "tokens_per_response");
        });
        assertThat(rows.stream().map(row -> row.get("segmentation")).distinct())
                .containsExactly("entropy", "entropy, raw", "delimiter", "fixed");
        assertThat(JsonFiles.lines(folder.resolve("rows.jsonl"))).hasSameSizeAs(rows);
        assertThat(CreditComparison.table(rows).lines()).hasSize(2 + rows.size());
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
