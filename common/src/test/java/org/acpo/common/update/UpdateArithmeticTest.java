package org.acpo.common.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import java.util.stream.IntStream;
import org.acpo.common.update.OptimizerConfig.Schedule;
import org.acpo.common.update.UpdateConfig.Aggregation;
import org.acpo.common.update.UpdateConfig.Kl;
import org.acpo.common.update.UpdateConfig.Kl.Estimator;
import org.acpo.common.update.UpdateConfig.Ratio;
import org.acpo.common.update.UpdateConfig.ZeroVariance;
import org.junit.jupiter.api.Test;

class UpdateArithmeticTest {
    private static UpdateConfig update(Aggregation aggregation, int normLength) {
        Kl kl = new Kl(0.02, Estimator.K3, List.of(2), Kl.Reference.STAGE1_END);
        return new UpdateConfig(
                UpdateConfig.Mode.DRIVER,
                aggregation,
                normLength,
                Ratio.TOKEN,
                0.2,
                0.28,
                kl,
                2,
                4096,
                256,
                0,
                ZeroVariance.KEEP,
                3,
                0,
                0,
                false,
                5);
    }

    private static OptimizerConfig optimizer(Schedule schedule, int warmup, double finalRatio) {
        return new OptimizerConfig(2.0, 0.9, 0.999, 1e-8, 0, false, 1, schedule, warmup, finalRatio);
    }

    /** Lengths 2 and 6 and none: 8 tokens, 3 rollouts. */
    @Test
    void lossWeights() {
        int[] lengths = {2, 6, 0};
        assertThat(LossWeights.of(update(Aggregation.TOKEN_MEAN, 10), lengths))
                .containsExactly(new double[] {0.125, 0.125, 0}, offset(1e-15));
        assertThat(LossWeights.of(update(Aggregation.SEQUENCE_MEAN, 10), lengths))
                .containsExactly(new double[] {1 / 6.0, 1 / 18.0, 0}, offset(1e-15));
        assertThat(LossWeights.of(update(Aggregation.CONSTANT, 10), lengths))
                .containsExactly(new double[] {1 / 30.0, 1 / 30.0, 0}, offset(1e-15));
    }

    /** π = 0.5, π_ref = 0.25: r = −ln 2; k1 = 0.6931472, k2 = 0.2402265, k3 = ½ + 0.6931472 − 1. */
    @Test
    void klEstimators() {
        double reference = Math.log(0.25);
        double policy = Math.log(0.5);
        assertThat(KlEstimator.of(Estimator.K1, reference, policy)).isCloseTo(0.6931472, offset(1e-7));
        assertThat(KlEstimator.of(Estimator.K2, reference, policy)).isCloseTo(0.2402265, offset(1e-7));
        assertThat(KlEstimator.of(Estimator.K3, reference, policy)).isCloseTo(0.1931472, offset(1e-7));
    }

    /**
     * π = (0.7, 0.2, 0.1), π_ref = (0.5, 0.3, 0.2): KL = 0.7 ln 1.4 + 0.2 ln ⅔ + 0.1 ln ½ = 0.0851229. Weighted by π, k1
     * and k3 must give it exactly.
     */
    @Test
    void k1AndK3AreUnbiased() {
        double[] policy = {0.7, 0.2, 0.1};
        double[] reference = {0.5, 0.3, 0.2};
        for (Estimator estimator : List.of(Estimator.K1, Estimator.K3)) {
            double expectation = IntStream.range(0, 3)
                    .mapToDouble(
                            v -> policy[v] * KlEstimator.of(estimator, Math.log(reference[v]), Math.log(policy[v])))
                    .sum();
            assertThat(expectation).isCloseTo(0.0851229, offset(1e-7));
        }
        assertThat(KlEstimator.mean(Estimator.K1, new float[] {-2, -1}, new float[] {-1, -0.5f}))
                .isEqualTo(0.75);
        assertThat(KlEstimator.mean(Estimator.K1, new float[0], new float[0])).isZero();
    }

    /** Peak 2, 4 steps of warm-up, 12 in all, down to a tenth: half way is step 8. */
    @Test
    void learningRates() {
        OptimizerConfig linear = optimizer(Schedule.LINEAR, 4, 0.1);
        assertThat(LearningRate.at(1, 12, linear)).isEqualTo(0.5);
        assertThat(LearningRate.at(4, 12, linear)).isEqualTo(2.0);
        assertThat(LearningRate.at(8, 12, linear)).isCloseTo(1.1, offset(1e-12));
        assertThat(LearningRate.at(12, 12, linear)).isCloseTo(0.2, offset(1e-12));
        assertThat(LearningRate.at(20, 12, linear)).isCloseTo(0.2, offset(1e-12));
        // a quarter of the way down: (1 + cos 45°)/2 = 0.853553; 2·(0.1 + 0.9·0.853553)
        OptimizerConfig cosine = optimizer(Schedule.COSINE, 4, 0.1);
        assertThat(LearningRate.at(6, 12, cosine)).isCloseTo(1.7363961, offset(1e-7));
        assertThat(LearningRate.at(12, 12, cosine)).isCloseTo(0.2, offset(1e-12));
        assertThat(LearningRate.at(7, 12, optimizer(Schedule.CONSTANT, 0, 0.1))).isEqualTo(2.0);
        assertThat(LearningRate.at(5, 4, linear)).isCloseTo(0.2, offset(1e-12));
    }

    @Test
    void minibatchesPartitionTheGroupsEvenly() {
        List<int[]> cut = Minibatches.of(10, 4, 17, 3);
        assertThat(cut.stream().map(m -> m.length)).containsExactlyInAnyOrder(2, 2, 3, 3);
        assertThat(cut.stream().flatMapToInt(IntStream::of))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 10).boxed().toList());
        assertThat(Minibatches.of(10, 4, 17, 3).get(0)).containsExactly(cut.get(0));
        assertThat(Minibatches.of(10, 1, 17, 3).get(0))
                .isNotEqualTo(Minibatches.of(10, 1, 17, 4).get(0));
        assertThat(Minibatches.of(2, 4, 17, 3)).hasSize(2);
        assertThat(Minibatches.of(0, 4, 17, 3)).isEmpty();
    }
}
