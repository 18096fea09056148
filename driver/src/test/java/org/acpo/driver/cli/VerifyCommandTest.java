package org.acpo.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    /** Exit code and both streams of one call. */
    private record Outcome(int code, String out, String err) {
        JsonNode summary() throws IOException {
            return JSON.readTree(out.lines().reduce((first, last) -> last).orElseThrow());
        }
    }

    private static Outcome run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = captured(out, err, () -> Main.run(arguments));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static int captured(ByteArrayOutputStream out, ByteArrayOutputStream err, IntSupplier work) {
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            return work.getAsInt();
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }

    private Path cases(String... lines) throws IOException {
        return Files.write(folder.resolve("cases.jsonl"), List.of(lines));
    }

    @Test
    void writesAVerdictPerCaseAndSumsThemUp() throws IOException {
        Path input = cases(
                "{\"id\":\"a\",\"gold\":\"1/2\",\"prediction\":\"0.5\",\"kind\":\"answer_pair\",\"expected\":1}",
                "{\"id\":\"b\",\"gold\":\"3\",\"prediction\":\"so \\\\boxed{4}\",\"expected\":false}",
                "{\"id\":\"c\",\"gold\":\"3\",\"prediction\":\"Answer: 3\",\"expected\":0}",
                "",
                "{\"gold\":5,\"prediction\":\"no idea\",\"expected\":true}",
                "{\"id\":\"s\",\"gold\":\"5\",\"prediction\":\"Answer: 6\",\"expected\":true,\"suspect\":\"typo\"}",
                "{\"id\":\"k\",\"gold\":\"2*3+1\",\"prediction\":\"Answer: 1+3*2\",\"kind\":\"countdown\"}",
                "{\"id\":\"g\",\"gold\":\"\",\"prediction\":\"Answer: 6\"}");
        Path output = folder.resolve("out.jsonl");
        Outcome outcome = run("verify", "--input", input.toString(), "--output", output.toString(), "--threads", "3");

        assertThat(outcome.code).isZero();
        List<JsonNode> lines =
                Files.readAllLines(output).stream().map(VerifyCommandTest::json).toList();
        assertThat(lines).extracting(l -> l.get("id").asText()).containsExactly("a", "b", "c", "5", "s", "k", "g");
        assertThat(lines)
                .extracting(l -> l.get("equal").asBoolean())
                .containsExactly(true, false, true, false, false, true, false);
        assertThat(lines)
                .extracting(l -> l.get("reason").asText())
                .containsExactly("correct", "wrong", "correct", "no_answer", "wrong", "correct", "gold_unparsable");
        assertThat(lines.get(1).get("extracted").asText()).isEqualTo("4");
        assertThat(lines.get(3).get("extracted").isNull()).isTrue();
        assertThat(lines.get(0).get("ms").asDouble()).isPositive();

        // Labelled: a right, b right, c accepted wrongly, line 5 rejected wrongly; the suspect one and those without a
        // label are left out.
        JsonNode sum = outcome.summary();
        assertThat(sum.get("cases").asInt()).isEqualTo(7);
        assertThat(sum.get("labelled").asInt()).isEqualTo(4);
        assertThat(sum.get("accuracy").asDouble()).isCloseTo(0.5, within(1e-12));
        assertThat(sum.get("false_accepts").asInt()).isEqualTo(1);
        assertThat(sum.get("false_rejects").asInt()).isEqualTo(1);
        assertThat(sum.get("reasons").get("correct").asInt()).isEqualTo(3);
        assertThat(sum.get("reasons").get("timed_out").asInt()).isZero();
        assertThat(sum.get("per_second").asDouble()).isPositive();
        assertThat(sum.get("p99_ms").asDouble())
                .isGreaterThanOrEqualTo(sum.get("p50_ms").asDouble());
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new IllegalArgumentException(line, e);
        }
    }

    @Test
    void brokenLinesAreNamedAndNothingIsWritten() throws IOException {
        String fine = "{\"gold\":\"3\",\"prediction\":\"3\"}";
        for (String broken : List.of(
                "{\"gold\":\"3\",",
                "[1]",
                "null",
                fine + " 7",
                "{\"gold\":\"3\"}",
                "{\"gold\":[3],\"prediction\":\"3\"}",
                "{\"gold\":\"3\",\"prediction\":\"3\",\"expected\":\"maybe\"}",
                "{\"gold\":\"3\",\"prediction\":\"3\",\"kind\":\"respons\"}")) {
            Path input = cases(fine, broken);
            Path output = folder.resolve("out.jsonl");
            Outcome outcome = run("verify", "--input", input.toString(), "--output", output.toString());
            assertThat(outcome.code).as(broken).isEqualTo(Main.FAILED);
            assertThat(outcome.err.lines())
                    .as(broken)
                    .singleElement()
                    .asString()
                    .contains("cases.jsonl:2: ");
            assertThat(outcome.out).isEmpty();
            try (var files = Files.list(folder)) {
                assertThat(files).containsExactly(input);
            }
        }
    }

    @Test
    void theLastNumberOfAResponseCountsUnlessSwitchedOff() throws IOException {
        String input = cases("{\"gold\":\"5\",\"prediction\":\"We add 2 and 3 and get 5 apples\",\"expected\":true}")
                .toString();
        assertThat(run("verify", "--input", input).summary().get("accuracy").asDouble())
                .isEqualTo(1);
        assertThat(run("verify", "--input", input, "--set", "verifier.last_number=false")
                        .summary()
                        .get("reasons")
                        .get("no_answer")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void missingAndEmptyFilesAreRefused() throws IOException {
        Outcome missing = run("verify", "--input", folder.resolve("none").toString());
        assertThat(missing.code).isEqualTo(Main.FAILED);
        assertThat(missing.err).contains("which does not exist");
        assertThat(run("verify", "--input", cases("").toString()).err).contains("holds no cases");
    }
}
