package org.acpo.common.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.acpo.common.advantage.AdvantageConfig.Outcome;
import org.junit.jupiter.api.Test;

class OutcomeAdvantageTest {
    private static double[] of(Outcome outcome, double... rewards) {
        return OutcomeAdvantages.of(
                rewards,
                new AdvantageConfig(outcome, 1e-4, AdvantageConfig.Credit.ADDITIVE, 0.5, 0.05, 0.1, 2, 3, 0.1, 1));
    }

    /** Mean ¼; squares 0.5625 + 3·0.0625 = 0.75; sample deviation √(0.75/3) = 0.5; 0.75/0.5001, −0.25/0.5001. */
    @Test
    void groupNormDividesByTheSampleDeviation() {
        assertThat(of(Outcome.GROUP_NORM, 1, 0, 0, 0))
                .containsExactly(new double[] {1.4997001, -0.4999000, -0.4999000, -0.4999000}, offset(1e-7));
    }

    @Test
    void groupCenterOnlySubtractsTheMean() {
        assertThat(of(Outcome.GROUP_CENTER, 1, 0, 0, 0)).containsExactly(0.75, -0.25, -0.25, -0.25);
    }

    /** 1 − 0 = 1 against the three others' mean 0; 0 − 1/3 for the others. */
    @Test
    void leaveOneOutComparesWithTheOthers() {
        assertThat(of(Outcome.LEAVE_ONE_OUT, 1, 0, 0, 0))
                .containsExactly(new double[] {1, -1 / 3.0, -1 / 3.0, -1 / 3.0}, offset(1e-15));
    }

    /** The mean of ten times 0.1 is not 0.1 in floating point; the advantage must be 0 all the same. */
    @Test
    void groupsWithoutVarianceGetExactlyZero() {
        for (Outcome outcome : Outcome.values()) {
            assertThat(of(outcome, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1))
                    .containsOnly(0.0);
            assertThat(of(outcome, 1)).containsExactly(0.0);
        }
    }
}
