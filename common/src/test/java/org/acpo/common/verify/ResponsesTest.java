package org.acpo.common.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.acpo.common.problem.Problem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Labelled responses: their answers are found wherever and however they are stated. */
class ResponsesTest {

    /** {@code kinds.txt} has neighbours of mistakes that verifiers are known for. */
    @ParameterizedTest
    @ValueSource(strings = {"responses.txt", "kinds.txt"})
    void answersAreFoundAsWritten(String file) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(ResponsesTest.class.getResourceAsStream(file)), StandardCharsets.UTF_8))) {
            List<String> cases =
                    reader.lines().filter(line -> line.contains(" ||| ")).toList();
            assertThat(cases).hasSizeGreaterThan(100);
            assertThat(cases.stream().filter(line -> !isAsLabelled(line))).isEmpty();
        }
    }

    private static boolean isAsLabelled(String line) {
        String[] sides = line.substring(3).split(" \\|\\|\\| ", 2);
        Problem problem = Problem.of("p", "?", sides[0]);
        MathVerifier verifier = new MathVerifier(line.charAt(1) == 'L', line.charAt(1) == 'T');
        Verdict verdict = verifier.verify(problem, sides[1].replace("\\N", "\n"), 1, false);
        return verdict.correct() == (line.charAt(0) == '=');
    }
}
