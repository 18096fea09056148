package org.acpo.executors.engine;

import java.io.Serializable;
import org.acpo.common.update.UpdateConfig.Kl.Estimator;
import org.acpo.common.update.UpdateConfig.Ratio;

/**
 * The loss of a token (method.md section 6).
 *
 * @param klByRatio whether a token's KL term is multiplied by its importance ratio, which makes its gradient unbiased
 *     off-policy
 * @param entropyCoefficient weight of an entropy bonus, at temperature 1, of either kind of loss; 0 switches it off
 * @param klCoefficient 0 switches the KL term off; then reference log-probabilities, if given, are only measured against
 */
public record LossSpec(
        Kind kind,
        Ratio ratio,
        double clipLow,
        double clipHigh,
        double klCoefficient,
        Estimator estimator,
        boolean klByRatio,
        double entropyCoefficient)
        implements Serializable {

    /** Without the two refinements that method.md does not ask for. */
    public LossSpec(
            Kind kind, Ratio ratio, double clipLow, double clipHigh, double klCoefficient, Estimator estimator) {
        this(kind, ratio, clipLow, clipHigh, klCoefficient, estimator, false, 0);
    }

    /** POLICY is −min(r·A, clip(r, 1 − low, 1 + high)·A) + coefficient·kl; LIKELIHOOD is −log π. */
    public enum Kind {
        POLICY,
        LIKELIHOOD
    }

    /** Negative log-likelihood, for supervised fine-tuning. */
    public static LossSpec likelihood() {
        return new LossSpec(Kind.LIKELIHOOD, Ratio.TOKEN, 0, 0, 0, Estimator.K3);
    }

    private int estimatorNumber() {
        return switch (estimator) {
            case K1 -> 1;
            case K2 -> 2;
            case K3 -> 3;
        };
    }

    /** The program's {@code numbers}. */
    double[] numbers() {
        return new double[] {clipLow, clipHigh, klCoefficient, entropyCoefficient};
    }

    /** The program's {@code kinds}. */
    long[] kinds(int sequences) {
        int likelihood = kind == Kind.LIKELIHOOD ? 1 : 0;
        int perSequence = ratio == Ratio.SEQUENCE ? 1 : 0;
        return new long[] {likelihood, perSequence, estimatorNumber(), sequences, klByRatio ? 1 : 0};
    }
}
