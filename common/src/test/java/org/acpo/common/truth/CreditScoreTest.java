package org.acpo.common.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CreditScoreTest {
    private static final String SOLUTION = "3 + 4 = 7\n7 * 2 = 14\n14 - 5 = 9\nAnswer: 9";

    @Test
    void aLineIsRightWhenItIsTheNextOrALaterOneOfTheSolution() {
        assertThat(StepTruth.of(SOLUTION, SOLUTION)).isEqualTo(new StepTruth(List.of(0, 10, 21, 32), -1));
        assertThat(StepTruth.of(SOLUTION, "7 * 2 = 14\nAnswer: 9").firstError()).isEqualTo(-1);
        assertThat(StepTruth.of(SOLUTION, "3 + 4 = 7\n\n7 * 2 = 15\nAnswer: 9").firstError())
                .isEqualTo(11);
        // the same line twice, or lines in another order, do not follow the solution
        assertThat(StepTruth.of(SOLUTION, "3 + 4 = 7\n3 + 4 = 7").firstError()).isEqualTo(10);
        assertThat(StepTruth.of(SOLUTION, "7 * 2 = 14\n3 + 4 = 7").firstError()).isEqualTo(11);
    }

    /**
     * Right segments 0.5 and 0.1, wrong ones 0.1 and −1: of the four pairs three are won and one is a tie, 3.5 / 4.
     * Segments behind the first error, here 9, count for nothing.
     */
    @Test
    void areaUnderTheCurveCountsPairs() {
        CreditScore score = new CreditScore();
        List<String> pieces = List.of("a\n", "b\n", "c\n");
        score.add(
                new StepTruth(List.of(0, 2, 4), 2), pieces, new int[] {1, 2, 3}, new double[] {0.5, 0.1, 9}, new int[] {
                    1, 1, 1
                });
        score.add(new StepTruth(List.of(0, 2, 4), 2), pieces, new int[] {1, 3}, new double[] {0.1, -1}, new int[] {0, -1
        });
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
        score.add(new StepTruth(List.of(0), -1), List.of("a"), new int[] {1}, new double[] {1}, new int[] {1});
        assertThat(score.firstErrorAuc()).isNaN();
        assertThat(score.harmfulPrecision()).isNaN();
        assertThat(score.boundaryPrecision()).isNaN();
        assertThat(score.helpfulPrecision()).isEqualTo(1);
    }
}
