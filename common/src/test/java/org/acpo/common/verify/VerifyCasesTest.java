package org.acpo.common.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.acpo.common.problem.Problem;
import org.junit.jupiter.api.Test;

/** Agreement with labelled cases: our own in the styles of published data sets, and those of reports about other verifiers. */
class VerifyCasesTest {
    /** Answers alone are read with the last resort, whole responses without it. */
    @Test
    void agreesWithTheLabelledCases() throws IOException {
        assertThat(misjudged(
                        "labelled_cases.jsonl",
                        node -> node.get("kind").asText().equals("answer")))
                .isEmpty();
    }

    /** Whole responses are read with the last resort, as by default. */
    @Test
    void isNotFooledByWhatFooledOthers() throws IOException {
        assertThat(misjudged("public_reports.jsonl", node -> true)).isEmpty();
    }

    private static List<String> misjudged(String resource, Predicate<JsonNode> lastResort) throws IOException {
        List<String> wrong = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(VerifyCasesTest.class.getResourceAsStream(resource))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                JsonNode node = new ObjectMapper().readTree(line);
                Problem problem = Problem.of("p", "?", node.get("gold").asText());
                Verdict verdict = new MathVerifier(lastResort.test(node))
                        .verify(problem, node.get("prediction").asText(), 1, false);
                if (verdict.correct() != node.get("expected").asBoolean()) {
                    wrong.add(line);
                }
            }
        }
        return wrong;
    }
}
