package org.acpo.common.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BranchesTest {
    private static final int[] ENDS = {2, 5, 6, 10};
    private static final float[] ENTROPIES = {9, 0, 0, 0.5f, 0, 0.2f, 0.1f, 0, 0.5f, 0};

    /** The steps behind boundaries 1, 2 and 3 have highest entropies 0.5, 0.2 and 0.5; the first step's 9 begins none. */
    @Test
    void boundariesOfTheHighestEntropyAreChosen() {
        assertThat(Branches.chosen(ENTROPIES, ENDS, 9)).containsExactly(1, 2, 3);
        assertThat(Branches.chosen(ENTROPIES, ENDS, 2)).containsExactly(1, 3);
        assertThat(Branches.chosen(ENTROPIES, ENDS, 1)).containsExactly(1);
        assertThat(Branches.chosen(ENTROPIES, ENDS, 0)).isEmpty();
        assertThat(Branches.chosen(new float[3], new int[] {3}, 4)).isEmpty();
    }

    /** Between b_1 = 2 and b_4 = 10 the value rises by 0.8 over 8 tokens. */
    @Test
    void stepsWithoutABranchShareTheDifferenceByLength() {
        double[] values = Branches.spread(ENDS, new int[] {0, 1, 4}, new double[] {0.5, 0.2, 1});
        assertThat(values).containsExactly(0.5, 0.2, 0.2 + 0.375 * 0.8, 0.2 + 0.5 * 0.8, 1);
    }

    @Test
    void knownValuesStandAsTheyAre() {
        double[] values = {0.25, 0.5, 0, 0.75, 1};
        assertThat(Branches.spread(ENDS, new int[] {0, 1, 2, 3, 4}, values)).containsExactly(values);
    }
}
