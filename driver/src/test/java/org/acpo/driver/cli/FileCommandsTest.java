package org.acpo.driver.cli;

import static org.acpo.driver.JsonFiles.line;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.acpo.driver.JsonFiles;
import org.acpo.driver.LocalSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that apply a model to files, as a script calls them. */
class FileCommandsTest {
    private static final String MODEL = "../executors/src/test/resources/fixtures/nano/model";

    private static final String FORMAT = "--field problem=question --answer-format gsm8k";

    @TempDir
    private Path folder;

    private Path problems;

    private record Outcome(int code, String out, String err) {
        JsonNode lastLine() {
            return JsonFiles.parse(out.lines().reduce((first, last) -> last).orElseThrow());
        }
    }

    private static Outcome run(String... arguments) {
        // the command takes the session that is there, and ends it
        LocalSpark.session();
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            int code = Main.run(arguments);
            return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }

    /** @param options parted by spaces */
    private static Outcome onModel(String command, String options, Object... files) {
        List<String> arguments = new ArrayList<>(List.of(command, "--model", MODEL));
        arguments.addAll(Arrays.stream(options.split(" "))
                .filter(option -> !option.isEmpty())
                .toList());
        Arrays.stream(files).map(Object::toString).forEach(arguments::add);
        return run(arguments.toArray(String[]::new));
    }

    @BeforeEach
    void writeProblems() throws IOException {
        problems = JsonFiles.write(
                folder.resolve("gsm #1.jsonl"),
                List.of(
                        line("id", "a", "question", "1 + 1?", "answer", "First.\n#### 2"),
                        line("id", "b", "question", "2 + 2?", "answer", "Then.\n#### 4")));
    }

    @Test
    void oneCommandReadsWhatTheOtherWrote() throws IOException {
        Path drawn = folder.resolve("drawn.jsonl");
        Outcome generated = onModel(
                "generate",
                "--samples 2 --max-new-tokens 6 --temperature 0.7 --top-p 0.9 --top-k 50 --seed 3 " + FORMAT,
                "--input",
                problems,
                "--output",
                drawn,
                "--prompt-template",
                "Q: {problem} #1\nA:");
        assertThat(generated.code).as(generated.err).isZero();
        assertThat(generated.lastLine().get("responses").asInt()).isEqualTo(4);
        assertThat(generated.err).contains("2 of 2 problems");
        JsonNode first = JsonFiles.lines(drawn).get(0);
        assertThat(first.get("prompt").asText()).isEqualTo("Q: 1 + 1? #1\nA:");
        assertThat(first.get("answer").asText()).isEqualTo("2");
        assertThat(first.get("token_ids").size()).isLessThanOrEqualTo(6);

        Outcome scored = onModel("score", "", "--input", drawn, "--output", folder.resolve("scores.jsonl"));
        assertThat(scored.code).as(scored.err).isZero();
        assertThat(scored.lastLine().get("sequences").asInt()).isEqualTo(4);

        Outcome attributed = onModel(
                "attribute",
                "--temperature 0.7 --set segmentation.kind=whole",
                "--input",
                drawn,
                "--output",
                folder.resolve("steps.jsonl"));
        assertThat(attributed.code).as(attributed.err).isZero();
        assertThat(attributed.lastLine().get("segments").asInt()).isEqualTo(4);
        assertThat(JsonFiles.lines(folder.resolve("steps.jsonl"))).hasSize(4);
    }

    @Test
    void evalPrintsItsNumbersLast() throws IOException {
        Path rows = folder.resolve("rows.jsonl");
        Outcome outcome = onModel(
                "eval",
                "--samples 3 --max-new-tokens 4 --chat --limit 1 " + FORMAT,
                "--input",
                problems,
                "--output",
                rows,
                "--system",
                "Be brief.");
        assertThat(outcome.code).as(outcome.err).isZero();
        JsonNode line = outcome.lastLine();
        assertThat(line.get("problems").asInt()).isEqualTo(1);
        assertThat(line.get("samples").asInt()).isEqualTo(3);
        for (String name : List.of("pass@1", "pass@1_low", "pass@1_high", "pass@k", "maj@k", "truncated_frac")) {
            assertThat(line.get(name).asDouble()).as(name).isBetween(0.0, 1.0);
        }
        assertThat(line.get("length_mean").asDouble()).isBetween(1.0, 4.0);
        assertThat(outcome.err).contains("avg@3 (95%)", "maj@3 (95%)");
        assertThat(line.get("table")).hasSize(1);
        assertThat(line.get("table").get(0).get("problems").asInt()).isEqualTo(1);
        assertThat(Path.of(line.get("output_table").asText())).content().contains("avg@3 (95%)");
        assertThat(JsonFiles.lines(rows)).hasSize(3);
        assertThat(JsonFiles.lines(rows).get(0).get("prompt").asText())
                .contains("<|im_start|>system\nBe brief.<|im_end|>", "<|im_start|>user\n1 + 1?");
    }

    @Test
    void evalRefusesFilesThatItsTableCouldNotTellApart() {
        Outcome outcome = onModel("eval", FORMAT, "--input", problems, "--input", problems);
        assertThat(outcome.code).isNotZero();
        assertThat(outcome.err).contains("--input names two files called");
    }

    @Test
    void aSetOverridesTheOptionThatIsShortForIt() {
        Outcome outcome =
                onModel("generate", "--samples 5 --set evaluation.samples=2 --max-new-tokens 3", "--prompt", "1 + 1?");
        assertThat(outcome.code).as(outcome.err).isZero();
        assertThat(outcome.lastLine().get("responses")).hasSize(2);
    }

    @Test
    void wrongUseIsRefusedInALine() {
        Path out = folder.resolve("out.jsonl");
        assertThat(run("score", "--input", "x", "--output", "y").code).isEqualTo(Main.WRONG_USAGE);
        for (Outcome outcome : List.of(
                onModel("score", "", "--input", problems),
                onModel("generate", "", "--output", out),
                onModel("generate", "--prompt x", "--output", out),
                onModel("generate", "--prompt x --overwrite"),
                onModel("generate", "--prompt x --limit 3"),
                onModel("generate", "--prompt x --field problem=question"),
                onModel("generate", "--prompt x --answer-format gsm8k"),
                onModel("eval", "--overwrite", "--input", problems),
                onModel("credit", "--gradients --truth-samples 4", "--output", out),
                onModel("eval", ""))) {
            assertThat(outcome.code).isEqualTo(Main.WRONG_USAGE);
            assertThat(outcome.out).isEmpty();
            assertThat(outcome.err.lines()).hasSize(2).allMatch(line -> line.startsWith("acpo: "));
        }
        for (Outcome outcome : List.of(
                onModel("generate", "", "--input", problems, "--output", out),
                onModel("generate", "--samples 0", "--input", problems, "--output", out),
                onModel("generate", "--set evaluation.sample=2", "--input", problems, "--output", out),
                onModel("attribute", "", "--input", problems, "--output", out))) {
            assertThat(outcome.code).isEqualTo(Main.FAILED);
            assertThat(outcome.out).isEmpty();
            assertThat(outcome.err.lines()).singleElement().asString().startsWith("acpo: ");
        }
        assertThat(JsonFiles.names(folder))
                .containsExactly(problems.getFileName().toString());
    }
}
