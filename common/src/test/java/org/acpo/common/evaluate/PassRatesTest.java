package org.acpo.common.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.acpo.common.verify.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PassRatesTest {

    /** 5 samples, 2 right: C(3, 2) / C(5, 2) = 3 / 10 of the pairs hold none. */
    @Test
    void passAtKCountsSubsets() {
        assertThat(PassRates.passAtK(5, 2, 2)).isCloseTo(0.7, within(1e-15));
        assertThat(PassRates.passAtK(5, 2, 1)).isCloseTo(0.4, within(1e-15));
        assertThat(PassRates.passAtK(5, 0, 5)).isZero();
        assertThat(PassRates.passAtK(5, 3, 3)).isEqualTo(1);
    }

    /** Wilson, "Probable Inference" (1927), as tabulated for 10 of 20: 0.299 to 0.701. */
    @Test
    void wilsonInterval() {
        PassRates.Interval half = PassRates.wilson(0.5, 20);
        assertThat(half.low()).isCloseTo(0.2993, within(1e-4));
        assertThat(half.high()).isCloseTo(0.7007, within(1e-4));
        PassRates.Interval none = PassRates.wilson(0, 20);
        assertThat(none.low()).isZero();
        assertThat(none.high()).isCloseTo(0.1611, within(1e-4));
        assertThat(PassRates.wilson(0, 12).low()).isZero();
        assertThat(PassRates.wilson(1, 12).high()).isEqualTo(1);
    }

    /** Problem 1: answers 4 (right), 4 (right), 5. Problem 2: 7, 7, 8 (right). */
    @Test
    void summary() {
        EvaluationSummary summary = EvaluationSummary.of(List.of(
                List.of(rollout("4", true, 10), rollout("4", true, 20), rollout("5", false, 30)),
                List.of(rollout("7", false, 10), rollout("7", false, 20), rollout("8", true, 60))));
        assertThat(summary.problems()).isEqualTo(2);
        assertThat(summary.samples()).isEqualTo(3);
        assertThat(summary.passAt1()).isCloseTo(0.5, within(1e-15));
        assertThat(summary.passAtK()).isEqualTo(1);
        assertThat(summary.majAtK()).isEqualTo(0.5);
        assertThat(summary.lengthMean()).isEqualTo(25);
        assertThat(summary.truncatedFrac()).isZero();
    }

    /** 0.5 and 1/2 are one answer, which outvotes two that differ from each other. */
    @Test
    void theSameMathematicsVotesTogether() {
        assertThat(EvaluationSummary.of(List.of(List.of(
                                rollout("3", true, 1),
                                rollout("0.5", false, 1),
                                rollout("3.0", true, 1),
                                rollout("\\frac12", false, 1),
                                rollout("1/2", false, 1))))
                        .majAtK())
                .isZero();
        assertThat(EvaluationSummary.of(List.of(List.of(
                                rollout("0.5", false, 1), rollout("3", true, 1), rollout("\\frac{6}{2}", true, 1))))
                        .majAtK())
                .isEqualTo(1);
    }

    @Test
    void aProblemWithoutAnyAnswerHasNoMajority() {
        EvaluationSummary summary = EvaluationSummary.of(List.of(List.of(rollout(null, false, 1))));
        assertThat(summary.majAtK()).isZero();
    }

    private static Outcome rollout(@Nullable String answer, boolean right, int length) {
        Verdict.Reason reason = right ? Verdict.Reason.CORRECT : Verdict.Reason.WRONG;
        return new Outcome(new Verdict(right ? 1 : 0, right, answer, -1, reason), length, false);
    }
}
