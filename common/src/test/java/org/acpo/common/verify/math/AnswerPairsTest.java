package org.acpo.common.verify.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The pairs of {@code answers.txt}, each both ways. */
class AnswerPairsTest {

    /** Two answers and whether they are the same. */
    record Pair(boolean same, String a, String b) {}

    static List<Pair> pairs() throws IOException {
        List<Pair> pairs = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(AnswerPairsTest.class.getResourceAsStream("answers.txt")),
                StandardCharsets.UTF_8))) {
            reader.lines().skip(1).forEach(line -> {
                String[] sides = line.substring(2).split(" ~ ", 2);
                pairs.add(new Pair(line.startsWith("="), sides[0], sides[1]));
            });
        }
        return pairs;
    }

    @Test
    void answersAreTheSameOrDifferentAsWritten() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Pair pair : pairs()) {
            if (MathEquality.equal(pair.a, pair.b) != pair.same || MathEquality.equal(pair.b, pair.a) != pair.same) {
                wrong.add(pair.toString());
            }
        }
        assertThat(wrong).isEmpty();
    }
}
