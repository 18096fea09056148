package org.acpo.common.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.acpo.common.problem.Problem;
import org.junit.jupiter.api.Test;

/** The responses of {@code responses.txt}: their answers are found wherever and however they are stated. */
class ResponsesTest {

    @Test
    void answersAreFoundAsWritten() throws IOException {
        List<String> wrong = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(ResponsesTest.class.getResourceAsStream("responses.txt")),
                StandardCharsets.UTF_8))) {
            reader.lines().skip(1).filter(line -> !isAsLabelled(line)).forEach(wrong::add);
        }
        assertThat(wrong).isEmpty();
    }

    private static boolean isAsLabelled(String line) {
        String[] sides = line.substring(3).split(" \\|\\|\\| ", 2);
        Problem problem = Problem.of("p", "?", sides[0]);
        boolean lastNumber = line.charAt(1) == 'L';
        Verdict verdict = new MathVerifier(lastNumber).verify(problem, sides[1].replace("\\N", "\n"), 1, false);
        return verdict.correct() == (line.charAt(0) == '=');
    }
}
