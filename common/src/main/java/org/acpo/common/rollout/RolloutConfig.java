package org.acpo.common.rollout;

import java.io.Serializable;
import java.util.List;
import org.acpo.common.config.Require;

/** Section {@code rollout}: how responses are sampled (method.md section 1). */
public record RolloutConfig(
        int promptsPerStep,
        int samplesPerPrompt,
        int maxNewTokens,
        double temperature,
        double topP,
        int topK,
        List<String> stop,
        int slots,
        int tasks,
        boolean deterministic,
        boolean overlap,
        Hierarchical hierarchical)
        implements Serializable {

    public RolloutConfig {
        Require.atLeast(promptsPerStep, 1, "rollout.prompts_per_step");
        Require.atLeast(samplesPerPrompt, 1, "rollout.samples_per_prompt");
        Require.atLeast(maxNewTokens, 1, "rollout.max_new_tokens");
        Require.positive(temperature, "rollout.temperature");
        Require.that(topP > 0 && topP <= 1, "rollout.top_p", topP, "above 0 and at most 1");
        Require.atLeast(topK, 0, "rollout.top_k");
        Require.atLeast(slots, 1, "rollout.slots");
        Require.atLeast(tasks, 0, "rollout.tasks");
        Require.that(
                !hierarchical.enabled() || hierarchical.firstLevel() <= samplesPerPrompt,
                "rollout.hierarchical.first_level",
                hierarchical.firstLevel(),
                "at most rollout.samples_per_prompt = " + samplesPerPrompt);
    }

    /** Two-level, difficulty-aware sampling. */
    public record Hierarchical(
            boolean enabled,
            List<Integer> stages,
            int firstLevel,
            double hardAt,
            double easyAt,
            double hardTemperature,
            int maxSamplesPerPrompt)
            implements Serializable {
        public Hierarchical {
            Require.stages(stages, "rollout.hierarchical.stages");
            Require.atLeast(firstLevel, 1, "rollout.hierarchical.first_level");
            Require.between(hardAt, 0, 1, "rollout.hierarchical.hard_at");
            Require.that(easyAt > hardAt, "rollout.hierarchical.easy_at", easyAt, "above hard_at = " + hardAt);
            Require.positive(hardTemperature, "rollout.hierarchical.hard_temperature");
            Require.atLeast(maxSamplesPerPrompt, firstLevel, "rollout.hierarchical.max_samples_per_prompt");
        }
    }
}
