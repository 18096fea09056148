package org.acpo.common.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.acpo.common.advantage.AdvantageConfig;
import org.acpo.common.advantage.AdvantageConfig.Credit;
import org.acpo.common.attribution.AttributionConfig;
import org.acpo.common.config.ConfigException;
import org.acpo.common.config.ConfigLoader;
import org.acpo.common.config.ConfigLoaderFixtures;
import org.acpo.common.config.Recipe;
import org.acpo.common.curriculum.CurriculumConfig;
import org.acpo.common.problem.PromptConfig;
import org.acpo.common.problem.SourceConfig;
import org.acpo.common.recipe.TrainConfig.CheckpointConfig;
import org.acpo.common.recipe.TrainConfig.EvaluationConfig;
import org.acpo.common.recipe.TrainConfig.LiveConfig;
import org.acpo.common.recipe.TrainConfig.ModelConfig;
import org.acpo.common.recipe.TrainConfig.TrackingConfig;
import org.acpo.common.rollout.RolloutConfig;
import org.acpo.common.segment.SegmentationConfig;
import org.acpo.common.update.LoraConfig;
import org.acpo.common.update.OptimizerConfig;
import org.acpo.common.update.UpdateConfig;
import org.acpo.common.verify.VerifierConfig;
import org.acpo.common.verify.code.CodeConfig;
import org.acpo.common.verify.code.CodeConfig.Isolation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainConfigTest {
    private static final TrainConfig DEFAULTS = new TrainConfig(
            17,
            new ModelConfig("builtin:nano", ModelConfig.Dtype.FLOAT32, new LoraConfig(0, 32, LoraConfig.MODULES)),
            new TrainConfig.Data(
                    generated(2048, SourceConfig.Split.TRAIN), generated(200, SourceConfig.Split.HELD_OUT)),
            new PromptConfig(PromptConfig.Kind.PLAIN, null, null, null),
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
            new RolloutConfig(
                    32,
                    8,
                    256,
                    1,
                    1,
                    0,
                    List.of(),
                    64,
                    0,
                    false,
                    false,
                    new RolloutConfig.Hierarchical(true, List.of(1), 4, 0.25, 1, 1.2, 16)),
            new SegmentationConfig(
                    SegmentationConfig.Kind.ENTROPY,
                    0.8,
                    0.1,
                    2,
                    3,
                    8,
                    SegmentationConfig.CleanCuts.EITHER,
                    0.05,
                    List.of("\n"),
                    16),
            new AttributionConfig(
                    true,
                    "\n\nFinal answer: \\boxed{",
                    AttributionConfig.Target.GOLD,
                    AttributionConfig.Measure.LOG_PROB,
                    true,
                    32,
                    new AttributionConfig.Reliability(true, 4, 0.8),
                    new AttributionConfig.MonteCarlo(0, 4, true)),
            new AdvantageConfig(
                    AdvantageConfig.Outcome.GROUP_NORM, 1e-4, Credit.FIRST_FALL, 1, 0.05, 0.1, 2, 3, 0.1, 1),
            new CurriculumConfig(4, 0, 2, 0, List.of(2), new CurriculumConfig.Difficulty(0.5, 0.5)),
            new UpdateConfig(
                    UpdateConfig.Mode.DRIVER,
                    UpdateConfig.Aggregation.TOKEN_MEAN,
                    256,
                    UpdateConfig.Ratio.TOKEN,
                    0.2,
                    0.28,
                    new UpdateConfig.Kl(
                            0.02, UpdateConfig.Kl.Estimator.K3, List.of(2), UpdateConfig.Kl.Reference.STAGE1_END),
                    2,
                    4096,
                    256,
                    0,
                    UpdateConfig.ZeroVariance.KEEP,
                    3,
                    0,
                    0,
                    false,
                    5),
            new OptimizerConfig(1e-6, 0.9, 0.999, 1e-8, 0, false, 1, OptimizerConfig.Schedule.CONSTANT, 0, 0.1),
            new EvaluationConfig(0, 1, 1, 1, 0, 256),
            new CheckpointConfig(10, 2, true),
            new TrackingConfig(false, null, "acpo", 4),
            new LiveConfig(0));

    private static final TrainConfig FULL = new TrainConfig(
            1,
            new ModelConfig(
                    "hdfs://host/model",
                    ModelConfig.Dtype.BFLOAT16,
                    new LoraConfig(46, 47, List.of("q_proj", "v_proj"))),
            new TrainConfig.Data(
                    new SourceConfig(
                            SourceConfig.Kind.JSONL,
                            "train.jsonl",
                            Map.of("problem", "question"),
                            SourceConfig.AnswerFormat.GSM8K,
                            10,
                            "mixture",
                            11,
                            12,
                            SourceConfig.Split.HELD_OUT,
                            Map.of("countdown", Map.of("weight", 2.5))),
                    new SourceConfig(
                            SourceConfig.Kind.PARQUET,
                            "eval",
                            Map.of("id", "key"),
                            SourceConfig.AnswerFormat.BOXED,
                            13,
                            null,
                            14,
                            15,
                            SourceConfig.Split.TRAIN,
                            Map.of("n", 1))),
            new PromptConfig(PromptConfig.Kind.CHAT, "Solve: {problem}", "You are terse.", "2026-11-30"),
            new VerifierConfig(
                    VerifierConfig.Kind.SUM,
                    "com.example.Style",
                    Map.of("math", 0.5),
                    false,
                    true,
                    0.125,
                    16,
                    true,
                    17,
                    new CodeConfig(Isolation.LIMITS, 101, 102, 103, 104, 105, "py")),
            new RolloutConfig(
                    18,
                    19,
                    20,
                    0.75,
                    0.875,
                    21,
                    List.of("###"),
                    22,
                    23,
                    true,
                    true,
                    new RolloutConfig.Hierarchical(false, List.of(1, 2), 3, 0.375, 0.625, 1.5, 24)),
            new SegmentationConfig(
                    SegmentationConfig.Kind.DELIMITER,
                    0.5,
                    0.25,
                    3,
                    4,
                    5,
                    SegmentationConfig.CleanCuts.NONE,
                    0.0625,
                    List.of(".", ";"),
                    25),
            new AttributionConfig(
                    false,
                    " = ",
                    AttributionConfig.Target.CONTRAST,
                    AttributionConfig.Measure.PROB,
                    false,
                    26,
                    new AttributionConfig.Reliability(false, 2, 0.5),
                    new AttributionConfig.MonteCarlo(3, 2, false)),
            new AdvantageConfig(
                    AdvantageConfig.Outcome.LEAVE_ONE_OUT, 0.01, Credit.ADDITIVE, 0.25, 0.75, 0.375, 4, 5, 0.625, 0.5),
            new CurriculumConfig(27, 28, 29, 30, List.of(1), new CurriculumConfig.Difficulty(0.25, 0.75)),
            new UpdateConfig(
                    UpdateConfig.Mode.EXECUTORS,
                    UpdateConfig.Aggregation.CONSTANT,
                    31,
                    UpdateConfig.Ratio.SEQUENCE,
                    0.125,
                    0.375,
                    new UpdateConfig.Kl(0.5, UpdateConfig.Kl.Estimator.K1, List.of(1), UpdateConfig.Kl.Reference.BASE),
                    32,
                    33,
                    34,
                    2.5,
                    UpdateConfig.ZeroVariance.RESAMPLE,
                    35,
                    4,
                    48,
                    true,
                    36),
            new OptimizerConfig(0.25, 0.5, 0.75, 0.125, 0.0625, true, 2, OptimizerConfig.Schedule.COSINE, 37, 0.5),
            new EvaluationConfig(38, 39, 0, 0.5, 44, 40),
            new CheckpointConfig(41, 42, false),
            new TrackingConfig(true, "http://host:5000", "sweep", 45),
            new LiveConfig(4646));

    private static SourceConfig generated(int count, SourceConfig.Split split) {
        return new SourceConfig(
                SourceConfig.Kind.GENERATOR,
                null,
                Map.of(),
                SourceConfig.AnswerFormat.PLAIN,
                0,
                "modular_chain",
                count,
                1,
                split,
                Map.of());
    }

    @Test
    void defaults() {
        assertThat(TrainConfig.load(null, List.of())).isEqualTo(DEFAULTS);
    }

    @Test
    void everyKeyReachesItsComponent() {
        Recipe recipe = new Recipe("full", ConfigLoaderFixtures.text("train-full.yaml"));
        assertThat(TrainConfig.load(recipe, List.of())).isEqualTo(FULL);
    }

    @Test
    void theFullFileLeavesNothingAtItsDefault() {
        Map<String, Object> defaults = ConfigLoaderFixtures.leaves(DEFAULTS);
        Map<String, Object> full = ConfigLoaderFixtures.leaves(FULL);
        assertThat(full.keySet()).containsAll(defaults.keySet());
        assertThat(defaults.keySet())
                .allSatisfy(key -> assertThat(full.get(key)).as(key).isNotEqualTo(defaults.get(key)));
    }

    @Test
    void theEffectiveConfigurationLoadsAgain() {
        for (TrainConfig config : List.of(DEFAULTS, FULL)) {
            Recipe written = new Recipe("config.yaml", ConfigLoader.toYaml(config));
            assertThat(TrainConfig.load(written, List.of())).isEqualTo(config);
        }
    }

    @Test
    void kindsSwitchByOverrides() {
        TrainConfig config = TrainConfig.load(
                null,
                List.of("data.train.kind=jsonl", "data.train.path=gsm8k.jsonl", "data.train.fields.problem=question"));
        assertThat(config.data().train().kind()).isEqualTo(SourceConfig.Kind.JSONL);
        assertThat(config.data().train().fields()).isEqualTo(Map.of("problem", "question"));
        assertThat(config.data().eval()).isEqualTo(DEFAULTS.data().eval());
        assertThatThrownBy(() -> TrainConfig.load(null, List.of("rollout.temperature=-1")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("rollout.temperature is -1.0, but it must be above 0");
    }

    @Test
    void rolloutsOfAnOlderPolicyNeedTheirCorrection() {
        assertThatThrownBy(() -> TrainConfig.load(null, List.of("rollout.overlap=true")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("update.is_cap is 0.0, but it must be above 0 with rollout.overlap");
        assertThat(TrainConfig.load(null, List.of("rollout.overlap=true", "update.is_cap=2"))
                        .rollout()
                        .overlap())
                .isTrue();
    }

    @Test
    void adaptersOfNoRankOrOfAnotherMatrixAreRefused() {
        assertThatThrownBy(() -> TrainConfig.load(null, List.of("model.lora.rank=-1")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("model.lora.rank is -1, but it must be at least 0");
        assertThatThrownBy(() -> TrainConfig.load(null, List.of("model.lora.alpha=0")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("model.lora.alpha is 0.0");
        for (String modules : List.of("[q_proj, qkv_proj]", "[]", "[q_proj, q_proj]")) {
            assertThatThrownBy(() -> TrainConfig.load(null, List.of("model.lora.target_modules=" + modules)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("model.lora.target_modules is " + modules)
                    .hasMessageContaining(
                            "one or more of [q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"curriculum.confidence_stages", "update.kl.stages", "rollout.hierarchical.stages"})
    void thereAreTwoStages(String key) {
        for (String wrong : List.of("[3]", "[1, 1]")) {
            assertThatThrownBy(() -> TrainConfig.load(null, List.of("model.path=m", key + "=" + wrong)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(key + " is " + wrong + ", but it must be [], [1], [2] or [1, 2]");
        }
    }
}
