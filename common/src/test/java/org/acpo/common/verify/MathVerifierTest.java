package org.acpo.common.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.acpo.common.problem.Problem;
import org.acpo.common.verify.Verdict.Reason;
import org.junit.jupiter.api.Test;

class MathVerifierTest {
    private static Verdict verify(String gold, String response) {
        return verify(gold, response, true);
    }

    private static Verdict verify(String gold, String response, boolean lastNumber) {
        return new MathVerifier(lastNumber).verify(problem(gold), response, 10, false);
    }

    private static Problem problem(String gold) {
        return Problem.of("p", "?", gold);
    }

    private static void assertFound(String response, String extracted, String answerStatement) {
        Verdict verdict = verify("42", response);
        assertThat(verdict.extracted()).isEqualTo(extracted);
        assertThat(response.substring(verdict.answerStart())).startsWith(answerStatement);
    }

    @Test
    void theLastBoxWinsAndItsStartIsTheBackslash() {
        assertFound("so $\\boxed{1}$. No: $\\boxed{\\frac{1}{2}}$.", "\\frac{1}{2}", "\\boxed{\\frac");
        assertFound("Answer: 3, that is \\boxed{ 4 }", "4", "\\boxed{ 4");
        assertFound("\\boxed{5} and then \\boxed{", "5", "\\boxed{5}");
        assertFound("\\boxed{\\text{a } \\boxed{7}}", "\\text{a } \\boxed{7}", "\\boxed{\\text");
    }

    @Test
    void boxesOfOneListAreOneAnswer() {
        assertThat(verify("2, 6", "roots $\\boxed{2}$ and $\\boxed{6}$").correct())
                .isTrue();
        assertThat(verify("2, 6", "\\boxed{2} is too small, but it leads to \\boxed{6}")
                        .correct())
                .isFalse();
    }

    @Test
    void markersStandForTheirLine() {
        assertFound("7 + 5 = 12, mod 10 is 2\n2 * 3 = 6\nAnswer: 6", "6", "Answer: 6");
        assertFound("Step 1.\n#### 1,234", "1,234", "####");
        assertFound("So the answer is 12. I hope it is correct.", "12", "the answer is");
        assertFound("Final Answer: The final answer is $10,455$. I hope.", "10,455", "The final answer is $");
        assertFound("**Answer:** 9\nDone", "9", "**Answer:");
        assertFound("Answer: 3.14 m.\nBye", "3.14 m", "Answer:");
        assertFound("Answer: 1\nno, wait\nAnswer: 2", "2", "Answer: 2");
        assertFound("Answer:\n\\[ x = 5 \\]", "x = 5", "Answer:");
    }

    @Test
    void answerTagsStandBeforeEverythingElse() {
        assertFound("<think>\\boxed{1}</think><answer> 42 </answer>", "42", "<answer>");
        assertFound("<answer>So \\boxed{\\frac{1}{2}}.</answer> Not \\boxed{3}.", "\\frac{1}{2}", "<answer>");
        assertFound("<answer>The answer is 7.</answer>", "7", "<answer>");
        assertFound("<answer>1</answer> no, <answer>2</answer>", "2", "<answer>2");
        assertFound("<answer>never closed, \\boxed{5}", "5", "\\boxed{5}");
        assertFound("The correct option is (B).", "(B)", "option is");
    }

    @Test
    void theLastNumberCountsOnlyAsALastResort() {
        assertFound("We get 3 eggs, then 18 dollars", "18", "18 dollars");
        assertThat(verify("18", "We get 3 eggs, then 18 dollars", false).reason())
                .isEqualTo(Reason.NO_ANSWER);
        assertThat(verify("18", "Answer: 18", false).reason()).isEqualTo(Reason.CORRECT);
    }

    @Test
    void thoughtsDoNotCount() {
        assertThat(verify("42", "<think>\\boxed{42}</think> So \\boxed{43}.").reason())
                .isEqualTo(Reason.WRONG);
        assertThat(verify("42", "<think>\\boxed{42}</think> I am done.").reason())
                .isEqualTo(Reason.NO_ANSWER);
        String response = "<think>hm 1</think>Answer: 42";
        Verdict verdict = verify("42", response);
        assertThat(verdict.correct()).isTrue();
        assertThat(verdict.answerStart()).isEqualTo(response.indexOf("Answer"));
    }

    @Test
    void reasonsSayWhatHappened() {
        assertThat(verify("42", "Answer: 42").reason()).isEqualTo(Reason.CORRECT);
        assertThat(verify("42", "Answer: 41").reason()).isEqualTo(Reason.WRONG);
        assertThat(verify("42", "no idea")).isEqualTo(new Verdict(0, false, null, -1, Reason.NO_ANSWER));
        assertThat(new MathVerifier(true).verify(problem("42"), "hm", 9, true).reason())
                .isEqualTo(Reason.TRUNCATED);
        assertThat(verify("$ $", "Answer: 42").reason()).isEqualTo(Reason.GOLD_UNPARSABLE);
    }

    @Test
    void hostileResponsesComeToAnEnd() {
        for (String piece :
                new String[] {"answer is ", "\\boxed{", "$", "\\(", "answer", " ", "1", "Answer:\n", "1,", "{"}) {
            assertThat(verify("42", piece.repeat(20_000)).correct()).as(piece).isFalse();
        }
    }

    @Test
    void countdownNeedsTheGivenNumbersOnceAndTheTarget() {
        CountdownVerifier verifier = new CountdownVerifier(true);
        Problem problem = problem("8 * 4 - 17");
        assertThat(verifier.verify(problem, "Answer: 4 * 8 - 17", 1, false).reason())
                .isEqualTo(Reason.CORRECT);
        assertThat(verifier.verify(problem, "\\boxed{4 \\times 8 - 17 = 15}", 1, false)
                        .correct())
                .isTrue();
        assertThat(verifier.verify(problem, "Answer: 15", 1, false).reason()).isEqualTo(Reason.WRONG);
        assertThat(verifier.verify(problem, "Answer: 17 - 8 / 4", 1, false).correct())
                .as("17 - 2 = 15 as well: another way to the target")
                .isTrue();
        assertThat(verifier.verify(problem, "Answer: 4 * 4 - 8 / 8", 1, false).correct())
                .as("is 15")
                .isFalse();
        assertThat(verifier.verify(problem, "Answer: 4 + 8 + 17", 1, false).correct())
                .isFalse();
        assertThat(verifier.verify(problem, "Answer: -17 + 4 * 8", 1, false).correct())
                .as("a sign is no operation")
                .isFalse();
    }
}
