package org.acpo.common.recipe;

import java.io.Serializable;
import java.time.LocalDateTime;
import java.util.List;
import org.acpo.common.advantage.AdvantageConfig;
import org.acpo.common.attribution.AttributionConfig;
import org.acpo.common.config.ConfigLoader;
import org.acpo.common.config.Recipe;
import org.acpo.common.config.Require;
import org.acpo.common.curriculum.CurriculumConfig;
import org.acpo.common.problem.PromptConfig;
import org.acpo.common.problem.SourceConfig;
import org.acpo.common.rollout.RolloutConfig;
import org.acpo.common.segment.SegmentationConfig;
import org.acpo.common.update.LoraConfig;
import org.acpo.common.update.OptimizerConfig;
import org.acpo.common.update.UpdateConfig;
import org.acpo.common.verify.VerifierConfig;
import org.jspecify.annotations.Nullable;

/** The whole configuration of {@code acpo train}; every key is documented in {@code train-defaults.yaml}. */
public record TrainConfig(
        long seed,
        ModelConfig model,
        Data data,
        PromptConfig prompt,
        VerifierConfig verifier,
        RolloutConfig rollout,
        SegmentationConfig segmentation,
        AttributionConfig attribution,
        AdvantageConfig advantage,
        CurriculumConfig curriculum,
        UpdateConfig update,
        OptimizerConfig optimizer,
        EvaluationConfig evaluation,
        CheckpointConfig checkpoint,
        TrackingConfig tracking,
        LiveConfig live)
        implements Serializable {

    private static final String DEFAULTS = "train-defaults.yaml";

    /**
     * The configuration of {@code acpo train}: the shipped defaults under a recipe under single overrides.
     * The date of a chat that names none is that of the call.
     *
     * @throws org.acpo.common.config.ConfigException as {@link ConfigLoader#load} does
     */
    public static TrainConfig load(@Nullable Recipe recipe, List<String> overrides) {
        return ConfigLoader.load(TrainConfig.class, defaultsYaml(), recipe, overrides)
                .at(LocalDateTime.now());
    }

    /** Every key with its default and a comment that says what it does. */
    public static String defaultsYaml() {
        return ConfigLoader.resource(TrainConfig.class, DEFAULTS);
    }

    public TrainConfig {
        Require.that(
                !rollout.overlap() || update.isCap() > 0,
                "update.is_cap",
                update.isCap(),
                "above 0 with rollout.overlap, whose rollouts are one update old; 2 is usual");
        Require.that(
                curriculum.switchOnPlateau() == 0 || evaluation.every() > 0,
                "evaluation.every",
                evaluation.every(),
                "above 0 with curriculum.switch_on_plateau, which counts evaluations");
    }

    /** This, with {@code now} as the date of a chat that has none. */
    public TrainConfig at(LocalDateTime now) {
        return new TrainConfig(
                seed,
                model,
                data,
                prompt.at(now),
                verifier,
                rollout,
                segmentation,
                attribution,
                advantage,
                curriculum,
                update,
                optimizer,
                evaluation,
                checkpoint,
                tracking,
                live);
    }

    /** Section {@code model}: the policy to start from, a Hugging Face folder or {@code builtin:nano}, and what is trained. */
    public record ModelConfig(String path, Dtype dtype, LoraConfig lora) implements Serializable {
        /** Number format of the policy's matrix work; optimizer state is float32 always. */
        public enum Dtype {
            FLOAT32,
            BFLOAT16
        }
    }

    /** Section {@code data}: problems to train on and held-out problems to evaluate on. */
    public record Data(SourceConfig train, SourceConfig eval) implements Serializable {}

    /**
     * Section {@code evaluation}.
     *
     * @param every evaluate after this many steps besides before the first and after the last; 0 for those two alone
     */
    public record EvaluationConfig(int every, int samples, double temperature, double topP, int topK, int maxNewTokens)
            implements Serializable {
        public EvaluationConfig {
            Require.atLeast(every, 0, "evaluation.every");
            Require.atLeast(samples, 1, "evaluation.samples");
            Require.notNegative(temperature, "evaluation.temperature");
            Require.that(topP > 0 && topP <= 1, "evaluation.top_p", topP, "above 0 and at most 1");
            Require.atLeast(topK, 0, "evaluation.top_k");
            Require.atLeast(maxNewTokens, 1, "evaluation.max_new_tokens");
        }
    }

    /** Section {@code checkpoint}: after how many steps to save, how many to keep, whether to keep the best besides. */
    public record CheckpointConfig(int every, int keepLast, boolean keepBest) implements Serializable {
        public CheckpointConfig {
            Require.atLeast(every, 1, "checkpoint.every");
            Require.atLeast(keepLast, 1, "checkpoint.keep_last");
        }
    }

    /**
     * Section {@code tracking}: where a run is reported besides its folder.
     *
     * @param tensorboard whether event files are written
     * @param mlflow a tracking server or a folder; null for neither
     * @param samples rollouts a step reported as text
     */
    public record TrackingConfig(
            boolean tensorboard, @Nullable String mlflow, String experiment, int samples) implements Serializable {
        public TrackingConfig {
            Require.that(!experiment.isBlank(), "tracking.experiment", experiment, "a name");
            Require.atLeast(samples, 0, "tracking.samples");
        }
    }

    /** Section {@code live}: the port of the page about a run while it goes on; 0 for a free one, -1 for no page. */
    public record LiveConfig(int port) implements Serializable {
        public LiveConfig {
            Require.that(
                    port >= -1 && port <= 65535, "live.port", port, "-1 (off), 0 (any free port) or at most 65535");
        }
    }
}
