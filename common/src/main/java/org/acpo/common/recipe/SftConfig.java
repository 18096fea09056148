package org.acpo.common.recipe;

import java.io.Serializable;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.acpo.common.config.ConfigLoader;
import org.acpo.common.config.Recipe;
import org.acpo.common.config.Require;
import org.acpo.common.problem.PromptConfig;
import org.acpo.common.recipe.TrainConfig.Data;
import org.acpo.common.recipe.TrainConfig.EvaluationConfig;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.common.update.OptimizerConfig;
import org.acpo.common.verify.VerifierConfig;
import org.jspecify.annotations.Nullable;

/** The whole configuration of {@code acpo sft}; every key is documented in {@code sft-defaults.yaml}. */
public record SftConfig(
        long seed,
        Model model,
        Data data,
        PromptConfig prompt,
        Examples examples,
        Training training,
        OptimizerConfig optimizer,
        VerifierConfig verifier,
        EvaluationConfig evaluation)
        implements Serializable {
    private static final String DEFAULTS = "sft-defaults.yaml";

    /**
     * The configuration of {@code acpo sft}: the shipped defaults under a recipe under single overrides.
     * The date of a chat that names none is that of the call.
     *
     * @throws org.acpo.common.config.ConfigException as {@link ConfigLoader#load} does
     */
    public static SftConfig load(@Nullable Recipe recipe, List<String> overrides) {
        return ConfigLoader.load(SftConfig.class, defaultsYaml(), recipe, overrides)
                .at(LocalDateTime.now());
    }

    /** Every key with its default and a comment that says what it does. */
    public static String defaultsYaml() {
        return ConfigLoader.resource(SftConfig.class, DEFAULTS);
    }

    /** This, with {@code now} as the date of a chat that has none. */
    public SftConfig at(LocalDateTime now) {
        return new SftConfig(seed, model, data, prompt.at(now), examples, training, optimizer, verifier, evaluation);
    }

    /**
     * Section {@code model}: the policy to start from.
     *
     * @param path a Hugging Face folder to fine-tune; null for a new model with random weights
     * @param saved number format of the weights that are written
     * @param shape config.json of a new model, without what the tokenizer decides (vocabulary and special tokens)
     */
    public record Model(
            @Nullable String path, Dtype dtype, Dtype saved, Map<String, Object> shape, TokenizerShape tokenizer)
            implements Serializable {}

    /**
     * Section {@code model.tokenizer}: the tokenizer of a new model, trained on the texts of its training problems.
     *
     * @param vocabSize target; it comes out smaller when the texts have too few repeated pairs
     * @param specialTokens the first one ends texts and pads
     */
    public record TokenizerShape(int vocabSize, List<String> specialTokens) implements Serializable {
        public TokenizerShape {
            Require.atLeast(vocabSize, 257, "model.tokenizer.vocab_size");
            Require.that(
                    !specialTokens.isEmpty(),
                    "model.tokenizer.special_tokens",
                    specialTokens,
                    "a list that begins with the token that ends a text");
        }
    }

    /**
     * Section {@code examples}: what is learnt from a problem with a worked solution.
     *
     * @param abbreviate share of the worked solutions that lose some of their intermediate lines
     * @param dropLine probability that such a solution loses a given intermediate line
     * @param probe share of the examples that teach to answer the attribution probe (method.md section 3) after a
     *     solution that was cut off
     * @param probeText the probe, as {@code attribution.probe} of the later training
     */
    public record Examples(double abbreviate, double dropLine, double probe, String probeText) implements Serializable {
        public Examples {
            Require.between(abbreviate, 0, 1, "examples.abbreviate");
            Require.between(dropLine, 0, 1, "examples.drop_line");
            Require.between(probe, 0, 1, "examples.probe");
            Require.that(
                    probe == 0 || !probeText.isEmpty(),
                    "examples.probe_text",
                    "empty",
                    "a text that asks for the answer");
        }
    }

    /**
     * Section {@code training}.
     *
     * @param epochs passes over the examples, when {@code steps} is 0
     * @param steps optimizer steps in all, over as many passes as that takes
     * @param batchTokens prompt and response tokens of one optimizer step, at most
     * @param maxTokens longer examples are left out
     * @param tokensPerPack tokens of the packed forward and backward passes that run side by side
     * @param logitsMemoryMb bound on logits held at once
     * @param threads of the processor; 0 for all its cores
     * @param logEvery steps between lines of progress
     */
    public record Training(
            int epochs,
            int steps,
            int batchTokens,
            int maxTokens,
            int tokensPerPack,
            int logitsMemoryMb,
            int threads,
            int logEvery)
            implements Serializable {
        public Training {
            Require.atLeast(epochs, 1, "training.epochs");
            Require.atLeast(steps, 0, "training.steps");
            Require.atLeast(maxTokens, 2, "training.max_tokens");
            Require.atLeast(batchTokens, maxTokens, "training.batch_tokens");
            Require.atLeast(tokensPerPack, 16, "training.tokens_per_pack");
            Require.atLeast(logitsMemoryMb, 1, "training.logits_memory_mb");
            Require.atLeast(threads, 0, "training.threads");
            Require.atLeast(logEvery, 1, "training.log_every");
        }
    }
}
