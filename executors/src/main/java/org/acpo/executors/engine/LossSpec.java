package org.acpo.executors.engine;

import org.acpo.common.update.UpdateConfig.Kl.Estimator;
import org.acpo.common.update.UpdateConfig.Ratio;

/**
 * The loss of a token (METHOD.md section 6).
 *
 * @param klCoefficient 0 switches the KL term off; then reference log-probabilities, if given, are only measured against
 */
public record LossSpec(
        Kind kind, Ratio ratio, double clipLow, double clipHigh, double klCoefficient, Estimator estimator) {

    /** POLICY is −min(r·A, clip(r, 1 − low, 1 + high)·A) + coefficient·kl; LIKELIHOOD is −log π. */
    public enum Kind {
        POLICY,
        LIKELIHOOD
    }

    /** Negative log-likelihood, for supervised fine-tuning. */
    public static LossSpec likelihood() {
        return new LossSpec(Kind.LIKELIHOOD, Ratio.TOKEN, 0, 0, 0, Estimator.K3);
    }

    /** The program's {@code numbers}. */
    double[] numbers() {
        return new double[] {clipLow, clipHigh, klCoefficient};
    }

    /** The program's {@code kinds}. */
    long[] kinds(int sequences) {
        int likelihood = kind == Kind.LIKELIHOOD ? 1 : 0;
        int perSequence = ratio == Ratio.SEQUENCE ? 1 : 0;
        return new long[] {likelihood, perSequence, estimator.ordinal() + 1, sequences};
    }
}
