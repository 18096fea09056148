package org.acpo.common.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.acpo.common.attribution.AttributionConfig.Measure;
import org.acpo.common.attribution.AttributionConfig.Target;
import org.acpo.common.random.CounterRandom;
import org.acpo.common.rollout.Attribution;
import org.acpo.common.rollout.Attribution.Estimator;
import org.acpo.common.rollout.Draw;
import org.acpo.common.rollout.Response;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.Step;
import org.acpo.common.verify.Verdict;
import org.junit.jupiter.api.Test;

class StepAttributionTest {
    private static final double LN2 = Math.log(2);
    /** Probabilities 1/8, 1/2, 1/4. */
    private static final double[] GOLD = {-3 * LN2, -LN2, -2 * LN2};
    /** Probabilities 1/4, 1/4, 1/2. */
    private static final double[] OWN = {-2 * LN2, -2 * LN2, -LN2};

    private static double[] deltas(Target target, Measure measure, boolean correct, double[] own) {
        return differences(StepAttribution.values(target, measure, correct, GOLD, own));
    }

    /** What rollouts with steps of these values say of them. */
    private static double[] differences(double[] values) {
        int steps = Math.max(0, values.length - 1);
        float[] entropies = new float[steps];
        int[] ends = IntStream.rangeClosed(1, steps).toArray();
        return new Rollout(
                        new Draw("p", 0, 0, 1, 1),
                        Response.written(new int[steps], new float[steps], entropies, "", false),
                        new Verdict(0, false, null, -1, Verdict.Reason.WRONG),
                        Step.attributed(
                                Step.cut(ends, entropies), Estimator.GOLD_PROBE, Attribution.Measure.LOG_PROB, values))
                .deltas();
    }

    /** An answer that is expected with less and less doubt, entropies falling, is worth more and more. */
    @Test
    void entropyCountsByItsFall() {
        double[] values = StepAttribution.values(Target.GOLD, Measure.ENTROPY, true, new double[] {2, 0.5, 0.75}, null);
        assertThat(differences(values)).containsExactly(1.5, -0.25);
    }

    @Test
    void measures() {
        assertThat(deltas(Target.GOLD, Measure.LOG_PROB, false, OWN))
                .containsExactly(new double[] {2 * LN2, -LN2}, offset(1e-12));
        assertThat(deltas(Target.GOLD, Measure.PROB, false, OWN))
                .containsExactly(new double[] {0.375, -0.25}, offset(1e-12));
    }

    /** Contrast of a wrong rollout: gold's change less its own answer's, 0.375 − 0 and −0.25 − 0.25. */
    @Test
    void targets() {
        assertThat(deltas(Target.OWN, Measure.PROB, false, OWN)).containsExactly(new double[] {0, 0.25}, offset(1e-12));
        assertThat(deltas(Target.CONTRAST, Measure.PROB, false, OWN))
                .containsExactly(new double[] {0.375, -0.5}, offset(1e-12));
        assertThat(deltas(Target.CONTRAST, Measure.PROB, true, OWN))
                .containsExactly(new double[] {0.375, -0.25}, offset(1e-12));
    }

    @Test
    void rolloutsWithoutAnAnswerOfTheirOwn() {
        assertThat(deltas(Target.OWN, Measure.PROB, false, null)).isEmpty();
        assertThat(deltas(Target.CONTRAST, Measure.PROB, false, null))
                .containsExactly(new double[] {0.375, -0.25}, offset(1e-12));
    }

    /** method.md section 3: Σ Δ_k = ℓ_K − ℓ_0. */
    @Test
    void attributionsTelescope() {
        for (int trial = 0; trial < 100; trial++) {
            CounterRandom random = CounterRandom.stream(41, "telescope", trial);
            double[] values = new double[random.nextInt(1, 20)];
            for (int k = 0; k < values.length; k++) {
                values[k] = -10 * random.nextDouble();
            }
            assertThat(Arrays.stream(differences(values)).sum())
                    .isCloseTo(values[values.length - 1] - values[0], offset(1e-12));
        }
    }

    /** "so 12. Answer: 12": characters 0-1, 2-4, 5, 6-12, 13, 14-16; the answer's statement begins at 7, in token 3. */
    @Test
    void probesDoNotLookBehindTheAnswer() {
        List<String> pieces = List.of("so", " 12", ".", " Answer", ":", " 12");
        assertThat(ProbePrefixes.answerToken(pieces, 7)).isEqualTo(3);
        assertThat(ProbePrefixes.answerToken(pieces, 6)).isEqualTo(3);
        assertThat(ProbePrefixes.answerToken(pieces, 0)).isEqualTo(0);
        assertThat(ProbePrefixes.answerToken(pieces, -1)).isEqualTo(6);
        assertThat(ProbePrefixes.ends(new int[] {2, 5, 6}, 3)).containsExactly(0, 2, 3, 3);
        assertThat(ProbePrefixes.ends(new int[] {2, 5, 6}, 6)).containsExactly(0, 2, 5, 6);
    }
}
