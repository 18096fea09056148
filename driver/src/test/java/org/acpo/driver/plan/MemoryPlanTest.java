package org.acpo.driver.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.acpo.common.UserException;
import org.acpo.common.config.Recipe;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.executors.model.ModelSpec;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** Expected numbers by hand from the shapes that Hugging Face publishes. */
class MemoryPlanTest {
    /** 151936 x 896 + 24 x (2 x 896 x 896 + 2 x 896 x 128 + 896 + 2 x 128 + 3 x 896 x 4864 + 2 x 896) + 896, tied. */
    private static final long P_SMALL = 494_032_768L;

    /** 2 x 152064 x 3584 + 28 x (2 x 3584 x 3584 + 2 x 3584 x 512 + 3584 + 1024 + 3 x 3584 x 18944 + 7168) + 3584. */
    private static final long P_LARGE = 7_615_616_512L;

    @Test
    void oneGpu() throws IOException {
        MemoryPlan plan = plan("qwen2.5-0.5b-1gpu", new Machines(1, 80, true, 16, 16));
        assertThat(plan.model().parameterCount()).isEqualTo(P_SMALL);
        assertThat(plan.refreshBytes()).isEqualTo(2 * P_SMALL);
        assertThat(plan.gradientBytes()).isZero();
        assertThat(plan.tokensPerStep()).isEqualTo(64 * 8 * 512);
        assertThat(plan.problems()).isEmpty();
        assertThat(item(plan, "GPU of the driver", "master weights")).isEqualTo(4 * P_SMALL);
        assertThat(item(plan, "GPU of the driver", "AdamW moments")).isEqualTo(8 * P_SMALL);
        assertThat(item(plan, "GPU of the driver", "reference policy")).isEqualTo(2 * P_SMALL);
        // 24 layers x keys and values x 2 heads x 64 x 2 bytes x 128 slots x (256 + 512) positions
        assertThat(item(plan, "GPU of the executor", "keys and values")).isEqualTo(24L * 2 * 2 * 64 * 2 * 128 * 768);
    }

    /** 64 problems of 8 responses: two continuations from each of three step ends, and from each prompt at two temperatures. */
    @Test
    void continuationsAreTokensToo() throws IOException {
        Machines machines = new Machines(1, 80, true, 16, 16);
        assertThat(plan("qwen2.5-0.5b-1gpu", machines).branchTokensPerStep()).isZero();
        List<String> branches = List.of("attribution.monte_carlo.samples=2", "attribution.monte_carlo.max_branches=3");
        assertThat(plan("qwen2.5-0.5b-1gpu", machines, branches).branchTokensPerStep())
                .isEqualTo(2 * (64 * 8 * 3 + 64 * 2) * 512);
    }

    @Test
    void machinesThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new Machines(-2, 80, false, 16, 16)).hasMessageContaining("--executors");
        assertThatThrownBy(() -> new Machines(1, -5, false, 16, 16)).hasMessageContaining("--gpu-gb");
        assertThatThrownBy(() -> new Machines(1, 0, true, 16, 16)).hasMessageContaining("--driver-gpu");
    }

    @Test
    void eightGpusWithTheOptimizerOnTheDriver() throws IOException {
        MemoryPlan plan = plan("qwen2.5-math-7b-8gpu", new Machines(8, 80, false, 16, 160));
        assertThat(plan.model().parameterCount()).isEqualTo(P_LARGE);
        assertThat(plan.gradientBytes()).isEqualTo(4 * P_LARGE);
        assertThat(item(plan, "GPU of the executor", "gradients")).isEqualTo(4 * P_LARGE);
        assertThat(plan.places()).extracting(MemoryPlan.Place::name).doesNotContain("GPU of the driver");
        assertThat(plan.problems()).isEmpty();
    }

    /** Rank 16 on a layer: q and o 2 x 16 x 7168, k and v 2 x 16 x 4096, gate, up and down 3 x 16 x 22528; 28 layers. */
    @Test
    void adaptersAloneHaveOptimizerState() throws IOException {
        long adapters = 28L * (2 * 16 * 7168 + 2 * 16 * 4096 + 3 * 16 * 22528);
        long adapted = 28L * (2 * 3584 * 3584 + 2 * 3584 * 512 + 3L * 3584 * 18944);
        MemoryPlan plan = plan("qwen2.5-math-7b-lora-1gpu", new Machines(1, 80, true, 16, 16));
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.trained()).isEqualTo(adapters).isEqualTo(40_370_176);
        assertThat(plan.refreshBytes()).isEqualTo(4 * adapters);
        assertThat(item(plan, "GPU of the driver", "weights")).isEqualTo(2 * P_LARGE);
        assertThat(item(plan, "GPU of the driver", "master weights")).isEqualTo(4 * adapters);
        assertThat(item(plan, "GPU of the driver", "gradients")).isEqualTo(4 * adapters);
        assertThat(item(plan, "GPU of the driver", "AdamW moments")).isEqualTo(8 * adapters);
        assertThat(item(plan, "GPU of the driver", "reference policy")).isEqualTo(2 * adapters);
        assertThat(item(plan, "GPU of the executor", "base of what is adapted")).isEqualTo(2 * adapted);
        long onOneGpu = plan.places().stream()
                .filter(place -> place.name().startsWith("GPU"))
                .mapToLong(MemoryPlan.Place::bytes)
                .sum();
        assertThat(onOneGpu).as("driver and executor share it").isLessThan(80_000_000_000L);
    }

    @Test
    void gradientsOfAdaptersTravelWhenExecutorsComputeThem() throws IOException {
        MemoryPlan plan =
                plan("qwen2.5-math-7b-lora-1gpu", new Machines(1, 80, true, 0, 0), List.of("update.mode=executors"));
        assertThat(plan.gradientBytes()).isEqualTo(4 * 40_370_176);
    }

    /** 28 inputs of 3584 values and one layer: 11 times hidden, 5 times 512 for keys and values, 3 times 18,944. */
    @Test
    void layersThatAreComputedAgainKeepTheirInputs() throws IOException {
        MemoryPlan plan =
                plan("qwen2.5-math-7b-lora-1gpu", new Machines(1, 80, true, 0, 0), List.of("update.recompute=true"));
        assertThat(item(plan, "GPU of the driver", "activations of one pack"))
                .isEqualTo(2L * 2560 * (28 * 3584 + 11 * 3584 + 5 * 512 + 3 * 18_944));
    }

    @Test
    void whatDoesNotFitIsSaidWithARemedy() throws IOException {
        List<String> overrides = List.of("update.mode=driver");
        MemoryPlan plan = plan("qwen2.5-math-7b-8gpu", new Machines(8, 80, true, 0, 0), overrides);
        assertThat(plan.problems())
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("the GPU of the driver needs ")
                        .contains("has 80.0")
                        .contains("update.mode=executors"));
    }

    @Test
    void withoutGpusThePolicyStandsInHostMemory() throws IOException {
        MemoryPlan plan =
                plan("quickstart", new Machines(2, 0, false, 8, 8), List.of("model.path=../deploy/models/nano"));
        assertThat(plan.places()).extracting(MemoryPlan.Place::name).containsExactly("executor", "driver");
        assertThat(plan.problems()).isEmpty();
        assertThat(item(plan, "executor", "weights packed for products")).isZero();
        MemoryPlan spread = plan(
                "quickstart",
                new Machines(2, 0, false, 8, 8),
                List.of("model.path=../deploy/models/nano", "update.mode=executors"));
        assertThat(item(spread, "executor", "weights packed for products"))
                .isEqualTo(item(spread, "executor", "weights"));
    }

    /** 24 layers keep 2 times hidden 896, 7 times 896, 5 times 128 for keys and values, 2 times 4,864; one has the rest as well. */
    @Test
    void everyLayerKeepsWhatTakesAProductToComputeAgain() throws IOException {
        MemoryPlan plan = plan("qwen2.5-0.5b-1gpu", new Machines(1, 80, true, 16, 16));
        assertThat(item(plan, "GPU of the driver", "activations of one pack"))
                .isEqualTo(2L * 4096 * (24 * (9 * 896 + 5 * 128 + 2 * 4864) + 2 * 896 + 4864));
    }

    @Test
    void aModelThatNobodyKnows() {
        assertThatThrownBy(() -> Shapes.of("file:///nowhere/Some-Model", new Configuration()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("does not exist")
                .hasMessageContaining("Qwen2.5-Math-7B");
    }

    private static MemoryPlan plan(String recipe, Machines machines) throws IOException {
        return plan(recipe, machines, List.of());
    }

    private static MemoryPlan plan(String recipe, Machines machines, List<String> overrides) throws IOException {
        String text = Files.readString(Path.of("../deploy/recipes").resolve(recipe + ".yaml"));
        TrainConfig config = TrainConfig.load(new Recipe(recipe, text), overrides);
        ModelSpec model = Shapes.of(config.model().path(), new Configuration());
        return MemoryPlan.of(config, model, machines);
    }

    private static long item(MemoryPlan plan, String place, String what) {
        return plan.places().stream()
                .filter(candidate -> candidate.name().equals(place))
                .flatMap(candidate -> candidate.items().stream())
                .filter(candidate -> candidate.what().equals(what))
                .mapToLong(MemoryPlan.Item::bytes)
                .sum();
    }
}
