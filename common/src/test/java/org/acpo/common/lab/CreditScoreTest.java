package org.acpo.common.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.StepJudge;
import org.acpo.common.problem.StepJudge.Judgement;
import org.acpo.common.problem.StepTruth;
import org.acpo.common.problem.generate.Generators;
import org.junit.jupiter.api.Test;

class CreditScoreTest {
    private static final String SOLUTION = "3 + 4 = 7\n7 * 2 = 14\n14 - 5 = 9\nAnswer: 9";
    private static final StepTruth WRONG_AT_2 =
            new StepTruth(List.of(0, 2, 4), List.of(Judgement.NEEDED, Judgement.WRONG));
    private static final StepJudge JUDGE = StepJudge.ofSolution(SOLUTION);

    @Test
    void aLineIsRightWhenItIsTheNextOrALaterOneOfTheSolution() {
        StepTruth whole = StepTruth.of(JUDGE, SOLUTION);
        assertThat(whole.lineStarts()).containsExactly(0, 10, 21, 32);
        assertThat(whole.judgements()).containsOnly(Judgement.NEEDED).hasSize(4);
        assertThat(StepTruth.of(JUDGE, "7 * 2 = 14\nAnswer: 9").firstError()).isEqualTo(-1);
        assertThat(StepTruth.of(JUDGE, "3 + 4 = 7\n\n7 * 2 = 15\nAnswer: 9").firstError())
                .isEqualTo(11);
        // the same line twice, or lines in another order, do not follow the solution
        assertThat(StepTruth.of(JUDGE, "3 + 4 = 7\n3 + 4 = 7").firstError()).isEqualTo(10);
        assertThat(StepTruth.of(JUDGE, "7 * 2 = 14\n3 + 4 = 7").firstError()).isEqualTo(11);
    }

    /** Segments of characters 0 to 1, 2 and 3, 4 to 8; the wrong line begins at 2. */
    @Test
    void theErrorIsInTheSegmentWhereItsLineBegins() {
        List<String> pieces = List.of("a", "b", "cd", "efghi");
        assertThat(WRONG_AT_2.errorSegment(pieces, new int[] {2, 3, 4})).isEqualTo(1);
        assertThat(WRONG_AT_2.errorSegment(pieces, new int[] {3, 4})).isZero();
        assertThat(new StepTruth(List.of(0), List.of(Judgement.NEEDED)).errorSegment(pieces, new int[] {2, 4}))
                .isEqualTo(-1);
    }

    /** The answer f needs c and d, in either order; e is beside the point. */
    @Test
    void aFactIsRightWhereverItStands() {
        Problem problem = new Problem(
                "p",
                "a=3, b=9, c: a*2, d: b+4, e: c-1, f: c+d. Work modulo 10. What is f?",
                "9",
                3,
                "equations",
                Generators.SOURCE,
                "none of the lines below stands here");
        StepJudge judge = Generators.judge(problem).orElseThrow();
        String c = "c: a*2, a=3, 3*2=6, c=6";
        String d = "d: b+4, b=9, 9+4=13, d=3";
        String e = "e: c-1, c=6, 6-1=5, e=5";
        String f = "f: c+d, c=6, d=3, 6+3=9, f=9";
        Judgement needed = Judgement.NEEDED;
        assertThat(judge.judge(List.of(c, d, f, "Answer: 9"))).containsExactly(needed, needed, needed, needed);
        assertThat(judge.judge(List.of(d, c, f, "Answer: 9"))).containsExactly(needed, needed, needed, needed);
        // steps beside the point, the same one twice, some left out
        assertThat(judge.judge(List.of(c, e, "a=3", c, "Answer: 9")))
                .containsExactly(needed, Judgement.UNNECESSARY, Judgement.UNNECESSARY, Judgement.UNNECESSARY, needed);
        // a wrong step ends it, needed or not; so does a wrong answer
        assertThat(judge.judge(List.of(c, "d: b+4, b=9, 9+4=12, d=2", f))).containsExactly(needed, Judgement.WRONG);
        assertThat(judge.judge(List.of("e: c-1, c=6, 6-1=6, e=6", c))).containsExactly(Judgement.WRONG);
        assertThat(judge.judge(List.of(f, "Answer: 8"))).containsExactly(needed, Judgement.WRONG);
    }

    /** Lines at 0, 2 and 4 and a wrong one at 6. */
    @Test
    void aSegmentIsWhatItsLinesAre() {
        StepTruth truth = new StepTruth(
                List.of(0, 2, 4, 6, 8),
                List.of(Judgement.NEEDED, Judgement.UNNECESSARY, Judgement.UNNECESSARY, Judgement.WRONG));
        assertThat(truth.segment(0, 2)).contains(Judgement.NEEDED);
        assertThat(truth.segment(2, 6)).contains(Judgement.UNNECESSARY);
        assertThat(truth.segment(1, 4)).contains(Judgement.NEEDED);
        assertThat(truth.segment(4, 7)).contains(Judgement.WRONG);
        assertThat(truth.segment(6, 8)).contains(Judgement.WRONG);
        assertThat(truth.segment(8, 9)).isEmpty();
    }

    /** Needed and helpful, unnecessary and helpful, unnecessary and neutral: 1 of 1 and 1 of 2. */
    @Test
    void unnecessaryStepsAreCountedApart() {
        CreditScore score = new CreditScore();
        StepTruth truth = new StepTruth(
                List.of(0, 2, 4), List.of(Judgement.NEEDED, Judgement.UNNECESSARY, Judgement.UNNECESSARY));
        score.add(
                truth, List.of("a\n", "b\n", "c\n"), new int[] {1, 2, 3}, new double[] {1, 1, 0}, new int[] {1, 1, 0});
        assertThat(score.neededHelpful()).isEqualTo(1);
        assertThat(score.unnecessaryHelpful()).isEqualTo(0.5);
        assertThat(score.helpfulPrecision()).isEqualTo(1);
        assertThat(score.metrics()).containsEntry("credit/unnecessary_helpful", 0.5);
    }

    /**
     * Right segments 0.5 and 0.1, wrong ones 0.1 and −1: of the four pairs three are won and one is a tie, 3.5 / 4.
     * Segments behind the first error, here 9, count for nothing.
     */
    @Test
    void areaUnderTheCurveCountsPairs() {
        CreditScore score = new CreditScore();
        List<String> pieces = List.of("a\n", "b\n", "c\n");
        score.add(WRONG_AT_2, pieces, new int[] {1, 2, 3}, new double[] {0.5, 0.1, 9}, new int[] {1, 1, 1});
        score.add(WRONG_AT_2, pieces, new int[] {1, 3}, new double[] {0.1, -1}, new int[] {0, -1});
        assertThat(score.firstErrorAuc()).isCloseTo(3.5 / 4, within(1e-12));
        // helpful: one right, one wrong, the third is behind the error; harmful: one wrong
        assertThat(score.helpfulPrecision()).isEqualTo(0.5);
        assertThat(score.harmfulPrecision()).isEqualTo(1);
        // inner boundaries at 2 and 4, and at 2: all meet lines; the lines have 4 inner ones
        assertThat(score.boundaryPrecision()).isEqualTo(1);
        assertThat(score.boundaryRecall()).isEqualTo(0.75);
    }

    @Test
    void whatWasNotSeenHasNoScore() {
        CreditScore score = new CreditScore();
        score.add(
                new StepTruth(List.of(0), List.of(Judgement.NEEDED)),
                List.of("a"),
                new int[] {1},
                new double[] {1},
                new int[] {1});
        assertThat(score.firstErrorAuc()).isNaN();
        assertThat(score.harmfulPrecision()).isNaN();
        assertThat(score.boundaryPrecision()).isNaN();
        assertThat(score.unnecessaryHelpful()).isNaN();
        assertThat(score.helpfulPrecision()).isEqualTo(1);
    }
}
