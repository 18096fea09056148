package org.acpo.common.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.acpo.common.problem.Problem;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Agreement with the labelled cases of other projects' tests; core tier, suspects left out. */
class VerifyCasesTest {
    private static final Path CASES = Path.of("../../shared/data/verify_cases.jsonl");

    @Test
    void agreesWithTheLabelledCases() throws IOException {
        Assumptions.assumeTrue(Files.exists(CASES), "no cases at " + CASES.toAbsolutePath());
        List<String> accepted = new ArrayList<>();
        List<String> rejected = new ArrayList<>();
        int total = 0;
        for (String line : Files.readAllLines(CASES)) {
            JsonNode node = new ObjectMapper().readTree(line);
            if (!node.get("tier").asText().equals("core") || node.has("suspect")) {
                continue;
            }
            total++;
            boolean expected = node.get("expected").asInt() == 1;
            if (verdict(node).correct() != expected) {
                (expected ? rejected : accepted).add(node.get("id").asText());
            }
        }
        double agreement = 1 - (accepted.size() + rejected.size()) / (double) total;
        assertThat(agreement).as("wrongly rejected: %s", rejected).isGreaterThanOrEqualTo(0.99);
        assertThat(accepted).as("wrongly accepted").isEmpty();
    }

    /** Cases after reports about other verifiers; whole responses are read with the last resort, as by default. */
    @Test
    void isNotFooledByWhatFooledOthers() throws IOException {
        List<String> wrong = new ArrayList<>();
        try (InputStream in =
                Objects.requireNonNull(VerifyCasesTest.class.getResourceAsStream("public_reports.jsonl"))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                JsonNode node = new ObjectMapper().readTree(line);
                Problem problem = Problem.of("p", "?", node.get("gold").asText());
                Verdict verdict = new MathVerifier(true)
                        .verify(problem, node.get("prediction").asText(), 1, false);
                if (verdict.correct() != node.get("expected").asBoolean()) {
                    wrong.add(line);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Answers alone are read with the last resort, whole responses without it. */
    private static Verdict verdict(JsonNode node) {
        String gold = node.get("gold").asText();
        boolean answerAlone = node.get("kind").asText().equals("answer_pair");
        if (gold.isBlank()) {
            return new Verdict(0, false, null, -1, Verdict.Reason.GOLD_UNPARSABLE);
        }
        Problem problem = Problem.of("p", "?", gold);
        return new MathVerifier(answerAlone)
                .verify(problem, node.get("prediction").asText(), 1, false);
    }
}
