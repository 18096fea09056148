package org.acpo.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.acpo.common.config.ConfigException;
import org.acpo.common.config.Recipe;
import org.acpo.common.recipe.SftConfig;
import org.acpo.common.recipe.TrainConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every file in deploy/recipes is a configuration of {@code acpo train}, those named base-* of {@code acpo sft}. */
class ShippedRecipesTest {
    private static final Path FOLDER = Path.of("../deploy/recipes");
    private static final List<String> REQUIRED =
            List.of("model.path=m", "data.train.path=train.jsonl", "data.eval.path=test.jsonl");

    private static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static Recipe recipe(String name) throws IOException {
        return new Recipe(name, Files.readString(FOLDER.resolve(name)));
    }

    private static TrainConfig train(String name) throws IOException {
        return TrainConfig.load(recipe(name), name.equals("acpo.yaml") ? REQUIRED : List.of());
    }

    @ParameterizedTest
    @MethodSource("names")
    void loads(String name) throws IOException {
        Recipe recipe = recipe(name);
        assertThatCode(() -> {
                    if (name.startsWith("base-")) {
                        SftConfig.load(recipe, List.of());
                    } else {
                        train(name);
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void theNamedOnesAreThere() throws IOException {
        assertThat(names())
                .contains(
                        "quickstart.yaml",
                        "base-nano.yaml",
                        "acpo.yaml",
                        "grpo.yaml",
                        "dr-grpo.yaml",
                        "dapo.yaml",
                        "rloo.yaml",
                        "gspo.yaml",
                        "qwen2.5-0.5b-1gpu.yaml",
                        "qwen2.5-math-7b-8gpu.yaml",
                        "qwen2.5-math-7b-lora-1gpu.yaml",
                        "qwen2.5-math-7b-lora-8gpu.yaml");
    }

    @Test
    void whatOnlyTheUserKnowsIsAskedFor() throws IOException {
        Recipe acpo = recipe("acpo.yaml");
        assertThatThrownBy(() -> TrainConfig.load(acpo, List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("model.path is null");
        assertThatThrownBy(() -> TrainConfig.load(acpo, List.of("model.path=m")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("data.path is null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpo.yaml", "dr-grpo.yaml", "dapo.yaml", "rloo.yaml", "gspo.yaml"})
    void baselinesHaveNothingOfAcpoAndTheQuickstartsTask(String name) throws IOException {
        TrainConfig baseline = train(name);
        TrainConfig quickstart = train("quickstart.yaml");
        assertThat(baseline.advantage().stepWeight()).isZero();
        assertThat(baseline.advantage().entropyWeight()).isZero();
        assertThat(baseline.rollout().hierarchical().enabled()).isFalse();
        assertThat(baseline.curriculum().confidenceStages()).isEmpty();
        assertThat(baseline.curriculum().switchEpoch())
                .isEqualTo(baseline.curriculum().epochs());
        assertThat(baseline.data()).isEqualTo(quickstart.data());
        assertThat(baseline.prompt()).isEqualTo(quickstart.prompt());
        assertThat(baseline.optimizer()).isEqualTo(quickstart.optimizer());
        assertThat(baseline.rollout().maxNewTokens())
                .isEqualTo(quickstart.rollout().maxNewTokens());
        assertThat(baseline.curriculum().stepsPerEpoch())
                .isEqualTo(quickstart.curriculum().stepsPerEpoch());
    }

    @Test
    void theBasePolicyLearntTheQuickstartsPromptsProbeAndProblems() throws IOException {
        SftConfig base = SftConfig.load(recipe("base-nano.yaml"), List.of());
        TrainConfig quickstart = train("quickstart.yaml");
        assertThat(base.prompt()).isEqualTo(quickstart.prompt());
        assertThat(base.examples().probeText())
                .isEqualTo(quickstart.attribution().probe());
        assertThat(base.data().train().params())
                .isEqualTo(quickstart.data().train().params());
        assertThat(base.data().eval()).isEqualTo(quickstart.data().eval());
    }
}
