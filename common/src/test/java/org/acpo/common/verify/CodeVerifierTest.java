package org.acpo.common.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.acpo.common.problem.Problem;
import org.acpo.common.verify.Verdict.Reason;
import org.acpo.common.verify.VerifierConfig.Kind;
import org.acpo.common.verify.code.CodeConfig;
import org.acpo.common.verify.code.CodeConfig.Isolation;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CodeVerifierTest {
    private static final String DOUBLE = "{\"inputs\": [\"2\"], \"outputs\": [\"4\"]}";

    @BeforeEach
    void python() throws IOException, InterruptedException {
        boolean found;
        try {
            found = new ProcessBuilder("python3", "-c", "pass").start().waitFor() == 0;
        } catch (IOException e) {
            found = false;
        }
        Assumptions.assumeTrue(found, "python3 is not installed, so no Python program can be tested");
    }

    private static Verdict verify(CodeConfig code, String suite, String response) {
        VerifierConfig config = new VerifierConfig(Kind.CODE, null, Map.of(), true, false, 0, 0, false, 100, code);
        Problem problem = Problem.of("p", "?", suite);
        return Verifiers.of(config, 100).verify(problem, response, 1, false);
    }

    @Test
    void programsThatPassAllTestsAreRight() {
        String response = "Doubling:\n```python\nprint(2 * int(input()))\n```";
        assertThat(verify(VerifierConfigs.CODE, DOUBLE, response))
                .isEqualTo(new Verdict(1, true, "print(2 * int(input()))\n", 10, Reason.CORRECT));
        assertThat(verify(VerifierConfigs.CODE, DOUBLE, response.replace("2 *", "3 *"))
                        .reason())
                .isEqualTo(Reason.WRONG);
        assertThat(verify(VerifierConfigs.CODE, DOUBLE, "It is 4.").reason()).isEqualTo(Reason.NO_ANSWER);
        assertThat(verify(VerifierConfigs.CODE, "4", response).reason()).isEqualTo(Reason.GOLD_UNPARSABLE);
    }

    /** The deadline of the whole check, far below that of a single test. */
    @Test
    void theDeadlineEndsTheProgram() {
        verify(VerifierConfigs.CODE, DOUBLE, "```python\nprint(4)\n```");
        CodeConfig hasty = new CodeConfig(Isolation.AUTO, 1_500, 60_000, 512, 16, 16, "python3");
        String sleeper = "```python\nimport time\ntime.sleep(45)  # acpo-sleeper\n```";
        long start = System.nanoTime();
        assertThat(verify(hasty, DOUBLE, sleeper)).isEqualTo(Verdict.none(Reason.TIMED_OUT));
        assertThat((System.nanoTime() - start) / 1_000_000_000).isLessThan(30);
    }
}
