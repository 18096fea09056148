package org.acpo.common.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.acpo.common.config.ConfigException;
import org.acpo.common.config.ConfigLoader;
import org.acpo.common.config.ConfigLoaderFixtures;
import org.acpo.common.config.Recipe;
import org.acpo.common.problem.PromptConfig;
import org.acpo.common.problem.SourceConfig;
import org.acpo.common.recipe.SftConfig.Examples;
import org.acpo.common.recipe.SftConfig.Model;
import org.acpo.common.recipe.SftConfig.TokenizerShape;
import org.acpo.common.recipe.SftConfig.Training;
import org.acpo.common.recipe.TrainConfig.EvaluationConfig;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.common.update.OptimizerConfig;
import org.acpo.common.verify.VerifierConfig;
import org.acpo.common.verify.code.CodeConfig;
import org.acpo.common.verify.code.CodeConfig.Isolation;
import org.junit.jupiter.api.Test;

class SftConfigTest {
    private static final SftConfig DEFAULTS = new SftConfig(
            17,
            new Model(
                    null,
                    Dtype.FLOAT32,
                    Dtype.FLOAT32,
                    Map.ofEntries(
                            Map.entry("architectures", List.of("Qwen2ForCausalLM")),
                            Map.entry("model_type", "qwen2"),
                            Map.entry("hidden_size", 128),
                            Map.entry("intermediate_size", 352),
                            Map.entry("num_hidden_layers", 4),
                            Map.entry("num_attention_heads", 4),
                            Map.entry("num_key_value_heads", 2),
                            Map.entry("max_position_embeddings", 512),
                            Map.entry("tie_word_embeddings", true),
                            Map.entry("rope_theta", 10000.0),
                            Map.entry("rms_norm_eps", 1e-6),
                            Map.entry("hidden_act", "silu"),
                            Map.entry("use_sliding_window", false)),
                    new TokenizerShape(512, List.of("<|endoftext|>"))),
            new TrainConfig.Data(
                    generated(20000, SourceConfig.Split.TRAIN), generated(200, SourceConfig.Split.HELD_OUT)),
            new PromptConfig(PromptConfig.Kind.PLAIN, null, null, null),
            new Examples(0, 0.5, 0, "\n\nFinal answer: \\boxed{"),
            new Training(1, 0, 4096, 512, 4096, 256, 0, 10),
            new OptimizerConfig(2e-3, 0.9, 0.98, 1e-8, 0, false, 1, OptimizerConfig.Schedule.COSINE, 20, 0.1),
            new VerifierConfig(
                    VerifierConfig.Kind.MATH,
                    null,
                    Map.of(),
                    true,
                    false,
                    0,
                    0,
                    false,
                    2000,
                    new CodeConfig(Isolation.AUTO, 30_000, 5_000, 512, 16, 16, "python3")),
            new EvaluationConfig(0, 1, 1, 1, 0, 256));

    private static final SftConfig FULL = new SftConfig(
            1,
            new Model("base", Dtype.BFLOAT16, Dtype.BFLOAT16, Map.of("a", 1), new TokenizerShape(300, List.of("<e>"))),
            new TrainConfig.Data(
                    file("train.jsonl", SourceConfig.AnswerFormat.GSM8K, SourceConfig.Split.HELD_OUT, 2),
                    file("eval.jsonl", SourceConfig.AnswerFormat.BOXED, SourceConfig.Split.TRAIN, 6)),
            new PromptConfig(PromptConfig.Kind.CHAT, "Solve: {problem}", "You are terse.", "2026-11-30"),
            new Examples(0.25, 0.75, 0.125, " = "),
            new Training(10, 11, 1024, 256, 2048, 12, 1, 13),
            new OptimizerConfig(0.25, 0.5, 0.75, 0.125, 0.0625, true, 2, OptimizerConfig.Schedule.LINEAR, 14, 0.5),
            new VerifierConfig(
                    VerifierConfig.Kind.COUNTDOWN,
                    "a.B",
                    Map.of("math", 1.0),
                    false,
                    true,
                    0.125,
                    15,
                    true,
                    16,
                    new CodeConfig(Isolation.LIMITS, 101, 102, 103, 104, 105, "py")),
            new EvaluationConfig(17, 18, 0, 0.5, 20, 19));

    private static SourceConfig generated(int count, SourceConfig.Split split) {
        return new SourceConfig(
                SourceConfig.Kind.GENERATOR,
                null,
                Map.of(),
                SourceConfig.AnswerFormat.PLAIN,
                0,
                "modular_chain",
                count,
                2,
                split,
                Map.of());
    }

    private static SourceConfig file(
            String path, SourceConfig.AnswerFormat format, SourceConfig.Split split, int number) {
        return new SourceConfig(
                SourceConfig.Kind.JSONL,
                path,
                Map.of("solution", "answer"),
                format,
                number + 1,
                "countdown",
                number + 2,
                number + 3,
                split,
                Map.of("n", 1));
    }

    @Test
    void defaults() {
        assertThat(SftConfig.load(null, List.of())).isEqualTo(DEFAULTS);
    }

    @Test
    void everyKeyReachesItsComponent() {
        assertThat(SftConfig.load(new Recipe("full", ConfigLoaderFixtures.text("sft-full.yaml")), List.of()))
                .isEqualTo(FULL);
    }

    @Test
    void theFullFileLeavesNothingAtItsDefault() {
        Map<String, Object> defaults = ConfigLoaderFixtures.leaves(DEFAULTS);
        Map<String, Object> full = ConfigLoaderFixtures.leaves(FULL);
        assertThat(defaults.keySet())
                .allSatisfy(key -> assertThat(full.get(key)).as(key).isNotNull().isNotEqualTo(defaults.get(key)));
    }

    @Test
    void theEffectiveConfigurationLoadsAgain() {
        for (SftConfig config : List.of(DEFAULTS, FULL)) {
            assertThat(SftConfig.load(new Recipe("config.yaml", ConfigLoader.toYaml(config)), List.of()))
                    .isEqualTo(config);
        }
    }

    @Test
    void rangesAreChecked() {
        assertRefused("training.batch_tokens=100", "training.batch_tokens is 100, but it must be at least 512");
        assertRefused("examples.probe=2", "examples.probe is 2.0, but it must be between 0.0 and 1.0");
        assertRefused(
                "model.tokenizer.vocab_size=256", "model.tokenizer.vocab_size is 256, but it must be at least 257");
    }

    private static void assertRefused(String override, String message) {
        assertThatThrownBy(() -> SftConfig.load(null, List.of(override)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }
}
