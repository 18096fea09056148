package org.acpo.common.segment;

import static org.acpo.common.segment.SegmentFixtures.entropy;
import static org.acpo.common.segment.SegmentFixtures.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.List;
import org.acpo.common.segment.SegmentationConfig.CleanCuts;
import org.junit.jupiter.api.Test;

class EntropySegmenterTest {
    private static int[] cut(SegmentationConfig config, SegmentInput response) {
        return Segmenters.of(config).segmentEnds(response);
    }

    /** numpy: quantile([1,2,4,8], 0.5) = 3; quantile(…, 0.9) = 4 + 0.7·4 = 6.8; quantile([5], 0.3) = 5. */
    @Test
    void quantileIsLinearBetweenOrderStatistics() {
        float[] values = {8, 1, 4, 2};
        assertThat(Quantile.of(values, 0.5)).isEqualTo(3.0);
        assertThat(Quantile.of(values, 0.9)).isCloseTo(6.8, offset(1e-12));
        assertThat(Quantile.of(values, 0)).isEqualTo(1.0);
        assertThat(Quantile.of(values, 1)).isEqualTo(8.0);
        assertThat(Quantile.of(new float[] {5}, 0.3)).isEqualTo(5.0);
    }

    /**
     * Ten tokens, q = 0.5: sorted 0 0 0 0 0 1 2 2 3 4, rank 4.5, threshold 0.5. Above it: 1 (2), 3 (4), 5 (1), 7 (2),
     * 9 (3). With w = 2: 1 falls to 3, 3 stays, 5 falls to 3 and 7, 7 falls to 9, 9 stays.
     */
    @Test
    void peaksAboveTheQuantileBeginSteps() {
        float[] h = {0, 2, 0, 4, 0, 1, 0, 2, 0, 3};
        assertThat(cut(entropy(0.5, 0, 2, 1, 8, CleanCuts.NONE), response(h, List.of())))
                .containsExactly(3, 9, 10);
        assertThat(cut(entropy(0.5, 0, 0, 1, 8, CleanCuts.NONE), response(h, List.of())))
                .containsExactly(1, 3, 5, 7, 9, 10);
    }

    @Test
    void floorKeepsConfidentResponsesWhole() {
        float[] h = {0.01f, 0.02f, 0.01f, 0.05f, 0.01f};
        assertThat(cut(entropy(0.5, 0.1, 1, 1, 8, CleanCuts.NONE), response(h, List.of())))
                .containsExactly(5);
    }

    @Test
    void ofEqualPeaksTheEarliestStays() {
        float[] h = {0, 0, 3, 3, 0, 0, 0};
        assertThat(cut(entropy(0.5, 0.1, 2, 1, 8, CleanCuts.NONE), response(h, List.of())))
                .containsExactly(2, 7);
    }

    /** "12 + 7 = |19": the uncertain 19 chooses the step, which begins with its sentence. */
    @Test
    void boundaryMovesBackToTheStartOfTheSentence() {
        List<String> pieces = List.of("x", " is", " 5", ".", " 12", " +", " 7", " =", " 19", ".", " So", " y");
        float[] h = {0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0};
        assertThat(cut(entropy(0.9, 0.1, 1, 1, 8, CleanCuts.TEXT), response(h, pieces)))
                .containsExactly(4, 12);
        assertThat(cut(entropy(0.9, 0.1, 1, 1, 8, CleanCuts.NONE), response(h, pieces)))
                .containsExactly(8, 12);
    }

    /** Tokens 4 and 6 both belong to the sentence that starts at 3; token 1 has no cut before it but 0. */
    @Test
    void boundariesOnOneCutAreOneAndThoseAtTheStartVanish() {
        List<String> pieces = List.of("a", "b", ".\n", "c", "d", "e", "f", "g");
        float[] h = {0, 2, 0, 0, 2, 0, 2, 0};
        assertThat(cut(entropy(0.5, 0.1, 1, 1, 8, CleanCuts.TEXT), response(h, pieces)))
                .containsExactly(3, 8);
    }

    /** log 0.05 = −2.996: the policy would begin the probe before tokens 2 (p = 0.06) and 5, not before 4 (p = 0.04). */
    @Test
    void policyCutsAreWhereTheProbeHasAFairChance() {
        float[] h = {0, 0, 0, 0, 3, 0, 3};
        float[] probe = new float[7];
        Arrays.fill(probe, -20f);
        probe[2] = (float) Math.log(0.06);
        probe[4] = (float) Math.log(0.04);
        probe[5] = (float) Math.log(0.5);
        List<String> pieces = List.of("a", "b", "c", "d.\n", "e", "f", "g");
        SegmentInput response = new SegmentInput(h, probe, pieces);
        assertThat(cut(entropy(0.5, 0.1, 1, 1, 8, CleanCuts.POLICY), response)).containsExactly(2, 5, 7);
        // the line that ends with token 3 is a cut of the text
        assertThat(cut(entropy(0.5, 0.1, 1, 1, 8, CleanCuts.EITHER), response)).containsExactly(4, 5, 7);
        assertThat(cut(entropy(0.5, 0.1, 1, 1, 8, CleanCuts.TEXT), response)).containsExactly(4, 7);
    }

    /** Boundaries 2, 7, 9 of 10 tokens, least 3: [9,10) is short, [7,10) is not; then the first step [0,2) is short. */
    @Test
    void shortStepsMerge() {
        float[] h = {0, 0, 1, 0, 0, 0, 0, 1, 0, 1};
        assertThat(cut(entropy(0, 0.1, 0, 3, 8, CleanCuts.NONE), response(h, List.of())))
                .containsExactly(7, 10);
    }

    /** Four boundaries of strength 1, 4, 2, 4 and room for two: those at 4 and 8 stay. */
    @Test
    void strongestBoundariesStay() {
        float[] h = {0, 0, 1, 0, 4, 0, 2, 0, 4, 0};
        assertThat(cut(entropy(0, 0.1, 1, 1, 3, CleanCuts.NONE), response(h, List.of())))
                .containsExactly(4, 8, 10);
    }

    /** A weak candidate must not weaken the boundary it shares with a strong one. */
    @Test
    void aSharedCutIsAsStrongAsItsStrongestToken() {
        List<String> pieces = List.of("a\n", "b", "c", "d", "e", "f\n", "g", "h");
        float[] h = {0, 0, 5, 0, 1, 0, 3, 0};
        // cut 1 has strength 5 (and 1), cut 6 has 3: with room for one boundary, 1 stays
        assertThat(cut(entropy(0, 0.1, 1, 1, 2, CleanCuts.TEXT), response(h, pieces)))
                .containsExactly(1, 8);
    }
}
