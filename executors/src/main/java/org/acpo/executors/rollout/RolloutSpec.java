package org.acpo.executors.rollout;

import java.io.Serializable;
import java.util.List;
import org.acpo.common.attribution.AttributionConfig;
import org.acpo.common.problem.PromptConfig;
import org.acpo.common.random.RolloutRandom;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.segment.SegmentationConfig;
import org.acpo.common.update.UpdateConfig;
import org.acpo.common.verify.VerifierConfig;
import org.acpo.executors.replica.LoadedPolicy;
import org.acpo.executors.replica.ReplicaSpec;
import org.acpo.executors.sampling.SamplingOptions;
import org.acpo.executors.sampling.Uniforms;
import org.jspecify.annotations.Nullable;

/**
 * How rollouts are made, from sampling to attribution. Serializable, from the driver to executors.
 *
 * @param randomVersion stands for the policy version in the random numbers, so that evaluations draw others than training
 * @param credit how steps are found and credited, or null to leave each response one uncredited step
 */
public record RolloutSpec(
        ReplicaSpec replica,
        long seed,
        int randomVersion,
        PromptConfig prompt,
        Sampling sampling,
        VerifierConfig verifier,
        Memory memory,
        @Nullable Credit credit)
        implements Serializable {

    /** Limits of a response and how its tokens are drawn; {@code stop} as in {@code rollout.stop}. */
    public record Sampling(int maxNewTokens, double topP, int topK, List<String> stop, int slots, boolean deterministic)
            implements Serializable {
        SamplingOptions options(LoadedPolicy loaded, int probeToken, Uniforms uniforms) {
            return new SamplingOptions(
                    maxNewTokens,
                    topP,
                    topK,
                    StopTokens.of(loaded.policy().spec(), loaded.tokenizer(), stop),
                    slots,
                    probeToken,
                    deterministic,
                    uniforms);
        }
    }

    /** Bounds of one forward pass: tokens packed together and megabytes of logits. */
    public record Memory(int tokensPerPack, int logitsMemoryMb) implements Serializable {
        /** The training configuration's bounds. */
        public static Memory of(TrainConfig config) {
            UpdateConfig update = config.update();
            return new Memory(update.tokensPerPack(), update.logitsMemoryMb());
        }
    }

    /** method.md sections 2 and 3. */
    public record Credit(SegmentationConfig segmentation, AttributionConfig attribution) implements Serializable {}

    /** How an executor's sampler draws; {@code probeToken} as in {@link SamplingOptions}. */
    SamplingOptions options(LoadedPolicy loaded, int probeToken) {
        return sampling.options(
                loaded,
                probeToken,
                (problem, index, position) ->
                        RolloutRandom.of(seed, randomVersion, problem, index).uniform(position));
    }

    /** The same, with steps credited as {@code newCredit} says and with random numbers of another seed. */
    public RolloutSpec crediting(Credit newCredit, long newSeed) {
        return new RolloutSpec(replica, newSeed, randomVersion, prompt, sampling, verifier, memory, newCredit);
    }

    /** For a training step with the weights of {@code replica}. */
    public static RolloutSpec training(TrainConfig config, ReplicaSpec replica) {
        return new RolloutSpec(
                replica,
                config.seed(),
                replica.version(),
                config.prompt(),
                new Sampling(
                        config.rollout().maxNewTokens(),
                        config.rollout().topP(),
                        config.rollout().topK(),
                        config.rollout().stop(),
                        config.rollout().slots(),
                        config.rollout().deterministic()),
                config.verifier(),
                Memory.of(config),
                new Credit(config.segmentation(), config.attribution()));
    }
}
