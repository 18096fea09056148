package org.acpo.common.update;

import java.io.Serializable;
import java.util.List;
import org.acpo.common.config.Require;

/**
 * Section {@code update}: the policy loss and how a batch is cut for it (method.md section 6).
 *
 * @param mode who computes gradients; numbers differ in rounding alone
 * @param normLength constant divisor C when {@code aggregation} is CONSTANT: loss = Σ / (sequences · C)
 * @param minibatches optimizer steps per rollout batch
 * @param tokensPerPack token budget of the packed forward-backward calls that run side by side
 * @param logitsMemoryMb bound on logits held at once
 * @param isCap truncation of the sampler-trainer importance weight; 0 switches the correction off
 * @param threads processor threads of the update on a driver without GPU; 0 for all of the driver's cores
 * @param workers packs computed side by side on a driver without GPU; 0 lets the policy's size decide
 * @param recompute whether intermediate results of layers are computed twice instead of being kept
 * @param maxSkipped stop after this many non-finite updates in a row
 */
public record UpdateConfig(
        Mode mode,
        Aggregation aggregation,
        int normLength,
        Ratio ratio,
        double clipLow,
        double clipHigh,
        Kl kl,
        int minibatches,
        int tokensPerPack,
        int logitsMemoryMb,
        double isCap,
        ZeroVariance zeroVariance,
        int maxResamples,
        int threads,
        int workers,
        boolean recompute,
        int maxSkipped)
        implements Serializable {

    /** The driver alone, or the executors, each for a part of every minibatch; the optimizer is the driver's in both. */
    public enum Mode {
        DRIVER,
        EXECUTORS
    }

    /** How token losses become one number. */
    public enum Aggregation {
        TOKEN_MEAN,
        SEQUENCE_MEAN,
        CONSTANT
    }

    /** Importance ratio per token (GRPO) or length-normalised per sequence (GSPO). */
    public enum Ratio {
        TOKEN,
        SEQUENCE
    }

    /** What happens to groups whose rewards are all equal. */
    public enum ZeroVariance {
        KEEP,
        DROP,
        RESAMPLE
    }

    public UpdateConfig {
        Require.atLeast(normLength, 1, "update.norm_length");
        Require.between(clipLow, 0, 1, "update.clip_low");
        Require.notNegative(clipHigh, "update.clip_high");
        Require.atLeast(minibatches, 1, "update.minibatches");
        Require.atLeast(tokensPerPack, 16, "update.tokens_per_pack");
        Require.atLeast(logitsMemoryMb, 1, "update.logits_memory_mb");
        Require.notNegative(isCap, "update.is_cap");
        Require.atLeast(maxResamples, 0, "update.max_resamples");
        Require.atLeast(threads, 0, "update.threads");
        Require.atLeast(workers, 0, "update.workers");
        Require.atLeast(maxSkipped, 1, "update.max_skipped");
    }

    /** KL penalty towards the reference policy. */
    public record Kl(double coefficient, Estimator estimator, List<Integer> stages, Reference reference)
            implements Serializable {

        /** k1 = −r, k2 = r²/2, k3 = exp(r) − r − 1, with r = log π_ref − log π. */
        public enum Estimator {
            K1,
            K2,
            K3
        }

        /** The policy at the end of stage 1, or the policy the run began with. */
        public enum Reference {
            STAGE1_END,
            BASE
        }

        public Kl {
            Require.notNegative(coefficient, "update.kl.coefficient");
            Require.stages(stages, "update.kl.stages");
        }
    }
}
