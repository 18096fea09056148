package org.acpo.executors.engine;

import java.io.Serializable;
import org.acpo.common.update.UpdateConfig.Kl.Estimator;
import org.acpo.common.update.UpdateConfig.Ratio;

/**
 * The loss of a token (method.md section 6).
 *
 * @param klCoefficient 0 switches the KL term off; then reference log-probabilities, if given, are only measured against
 */
public record LossSpec(
        Kind kind, Ratio ratio, double clipLow, double clipHigh, double klCoefficient, Estimator estimator)
        implements Serializable {

    /** POLICY is −min(r·A, clip(r, 1 − low, 1 + high)·A) + coefficient·kl; LIKELIHOOD is −log π. */
    public enum Kind {
        POLICY,
        LIKELIHOOD
    }

    /** Negative log-likelihood, for supervised fine-tuning. */
    public static LossSpec likelihood() {
        return new LossSpec(Kind.LIKELIHOOD, Ratio.TOKEN, 0, 0, 0, Estimator.K3);
    }

    boolean isLikelihood() {
        return kind == Kind.LIKELIHOOD;
    }

    /** Whether a sequence has one ratio for all its tokens (GSPO). */
    boolean isPerSequence() {
        return ratio == Ratio.SEQUENCE;
    }

    /** As the program numbers estimators. */
    int estimatorNumber() {
        return switch (estimator) {
            case K1 -> 1;
            case K2 -> 2;
            case K3 -> 3;
        };
    }
}
