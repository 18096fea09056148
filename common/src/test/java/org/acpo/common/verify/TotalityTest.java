package org.acpo.common.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.acpo.common.problem.Problem;
import org.acpo.common.verify.Verdict.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every response gets a verdict: no number, tower, nesting or repetition takes the heap, the stack or minutes. A test that
 * does not end has failed.
 */
class TotalityTest {

    static Stream<String> hugeAnswers() {
        return Stream.of(
                "1e400000000",
                "10^{4\\cdot10^8}",
                "10^{10^{10^{10}}}",
                "9^{9^{9^{9^{9}}}}",
                "((((9^9)^9)^9)^9)^9",
                "\\sin(((10^{-200})^{200})^{200})",
                "\\sqrt{((10^{-200})^{200})^{200}}",
                "(9^{9^{9}})!",
                "200!!!!",
                "5" + "!".repeat(1_500),
                "\\binom{10^9}{10^8}",
                "1" + "0".repeat(3_990),
                "0." + "0".repeat(1_900) + "1",
                "\\exp(".repeat(50) + "1" + ")".repeat(50),
                "\\lcm(" + "9^{999},7^{998},".repeat(110) + "3)",
                "\\sum_{i=1}^{1000}\\sum_{j=1}^{1000}\\sum_{k=1}^{1000} ijk",
                "\\sum_{i=1}^{10^9} i");
    }

    static Stream<String> deepOrLongAnswers() {
        return Stream.of(
                "(".repeat(900) + "1" + ")".repeat(900),
                "{".repeat(1_900) + "1" + "}".repeat(1_900),
                "\\boxed{".repeat(300) + "1" + "}".repeat(300),
                "\\sqrt{".repeat(500) + "2" + "}".repeat(500),
                "\\frac{1}{1+".repeat(300) + "1" + "}".repeat(300),
                "-".repeat(3_000) + "1",
                "2^".repeat(900) + "2",
                "x^" + "-".repeat(1_900) + "1",
                "1+".repeat(990) + "1",
                "\\ln(2+x)*".repeat(180) + "1",
                "1" + ",000".repeat(998) + ",0",
                "1" + " 000".repeat(998) + " 0",
                "{ a" + " ".repeat(1_900) + "b" + " ".repeat(1_900) + "\\choose",
                "((" + ",".repeat(1_900) + ")".repeat(1_900),
                "1±".repeat(900) + "1",
                "(1,2)\\cup".repeat(300) + "(3,4)",
                "y=\\sin(50x)+\\cos(40y)",
                "\\sin(1),".repeat(400) + "1",
                numbers(),
                "\\begin{vmatrix}" + ("x+\\ln(2)&".repeat(4) + "x\\\\").repeat(5) + "\\end{vmatrix}");
    }

    private static String numbers() {
        return String.join(
                ",", IntStream.range(100, 900).mapToObj(String::valueOf).toList());
    }

    static Stream<Arguments> answers() {
        List<Arguments> all = new ArrayList<>();
        Stream.concat(hugeAnswers(), deepOrLongAnswers()).forEach(answer -> all.add(Arguments.of(answer)));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anAnswerIsJudgedAsGoldAndAsPrediction(String answer) {
        for (String other : List.of("5", "x+1", "y=\\sin(51x)", "2,3", "900,899")) {
            assertThat(verdict(other, "\\boxed{" + answer + "}").reason())
                    .isIn(Reason.WRONG, Reason.CORRECT, Reason.NO_ANSWER);
            assertThat(verdict(answer, "\\boxed{" + other + "}").reason())
                    .isIn(Reason.WRONG, Reason.CORRECT, Reason.GOLD_UNPARSABLE);
        }
        assertThat(verdict(answer, "\\boxed{" + answer + "}").reason())
                .isIn(Reason.CORRECT, Reason.WRONG, Reason.NO_ANSWER, Reason.GOLD_UNPARSABLE);
    }

    static Stream<String> pieces() {
        return Stream.of(
                "answer: ",
                "the final answer is ",
                "$",
                "$5 ",
                "\\(",
                "\\[",
                "#### ",
                "####\n",
                "\\boxed{",
                "\\boxed ",
                "\\boxed{1} and ",
                "{",
                "<think>",
                "<answer>",
                "</answer><answer>",
                "<|a",
                " ",
                "\n",
                "*",
                "1",
                "1,",
                "1 ",
                "1/",
                "1:",
                "1 × 10^",
                "is ",
                "答案",
                "réponse finale ",
                "if the answer is ",
                "The answer is 5, not ",
                "`",
                "—",
                "5 a.m. ");
    }

    @ParameterizedTest
    @MethodSource("pieces")
    void aPieceRepeatedWithoutEndIsRead(String piece) {
        String text = piece.repeat(300_000 / piece.length());
        for (String start : List.of("", "Answer: ", "\\boxed{5} ")) {
            assertThat(verdict("5", start + text).reason()).isIn(Reason.WRONG, Reason.CORRECT, Reason.NO_ANSWER);
        }
    }

    /** Of more than a million characters the end is read, where answers stand. */
    @Test
    void theEndOfAVeryLongResponseIsRead() {
        String text = "word ".repeat(400_000);
        Verdict verdict = verdict("5", text + "\\boxed{5}");
        assertThat(verdict.correct()).isTrue();
        assertThat(verdict.answerStart()).isEqualTo(text.length());
        assertThat(verdict("5", "\\boxed{5}" + text).reason()).isEqualTo(Reason.NO_ANSWER);
    }

    private static Verdict verdict(String gold, String response) {
        return new MathVerifier(true).verify(Problem.of("p", "?", gold), response, 1, false);
    }
}
