package org.acpo.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
    @TempDir
    Path folder;

    /** Exit code, then what was said on standard output and error. */
    private static List<Object> run(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteArrayOutputStream failed = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(failed, true, StandardCharsets.UTF_8));
            int code = Main.run(arguments);
            return List.of(code, said.toString(StandardCharsets.UTF_8), failed.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train",
                "sft",
                "eval",
                "generate",
                "chat",
                "score",
                "attribute",
                "verify",
                "report",
                "serve",
                "doctor",
                "merge",
                "credit",
                "study",
                "plan"
            })
    void everyCommandTellsItsExitCodesAndGivesExamples(String command) {
        List<Object> result = run(command, "--help");
        assertThat(result.get(0)).isEqualTo(0);
        assertThat((String) result.get(2)).isEmpty();
        assertThat((String) result.get(1))
                .startsWith("Usage: acpo " + command)
                .contains("Exit codes:", "Wrong usage", "Examples:", "acpo " + command + " --", "--verbose");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train",
                "train --resume",
                "sft --run r",
                "eval --model builtin:nano",
                "generate --model builtin:nano --input none.jsonl"
            })
    void withoutAnOptionThatIsNeededTheUsageIsWrong(String line) {
        List<Object> result = run(line.split(" "));
        assertThat(result.get(0)).isEqualTo(2);
        assertThat((String) result.get(1)).isEmpty();
        assertThat((String) result.get(2)).contains("acpo: --", "acpo: see acpo " + line.split(" ")[0] + " --help");
    }

    @Test
    void sparksPropertiesAreInTheHelpOfWhatRunsOnSpark() {
        assertThat((String) run("train", "--help").get(1)).contains("--spark-conf=KEY=VALUE", "--master");
        assertThat((String) run("sft", "--help").get(1)).doesNotContain("--spark-conf");
    }

    @Test
    void theVersionTellsWhatNumbersDependOn() {
        assertThat((String) run("--version").get(1))
                .containsPattern("^acpo \\d+\\.\\d+\\.\\d+( \\([0-9a-f]{7,}\\))?\n")
                .contains("Java 17", "Spark 3.5", "libtorch 2.");
    }

    @Test
    void mistakesOfAUserHaveNoStackTrace() {
        List<Object> noRun = run("serve", "--run", folder.resolve("none").toString());
        assertThat(noRun.get(0)).isEqualTo(1);
        assertThat((String) noRun.get(2))
                .startsWith("acpo: ")
                .contains("holds no run")
                .doesNotContain("\tat ");
        List<Object> noCommand = run("trian");
        assertThat(noCommand.get(0)).isEqualTo(2);
        assertThat((String) noCommand.get(2)).doesNotContain("\tat ");
    }

    @Test
    void bashCompletesWithTheScript() throws IOException, InterruptedException {
        Path script = folder.resolve("completion");
        Files.writeString(script, (String) run("completion").get(1));
        String ask = "source '" + script + "'; COMP_WORDS=(acpo ser); COMP_CWORD=1; _complete_acpo;"
                + " echo \"${COMPREPLY[*]}\"; COMP_WORDS=(acpo train --res); COMP_CWORD=2; _complete_acpo;"
                + " echo \"${COMPREPLY[*]}\"";
        Process bash = new ProcessBuilder("bash", "-c", ask)
                .redirectError(ProcessBuilder.Redirect.DISCARD) // compopt works in a live completion only
                .start();
        String answer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(answer.lines().toList()).containsExactly("serve", "--resume");
    }
}
