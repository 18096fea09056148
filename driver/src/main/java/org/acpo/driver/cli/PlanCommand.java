package org.acpo.driver.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.driver.plan.Machines;
import org.acpo.driver.plan.MemoryPlan;
import org.acpo.driver.plan.Shapes;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code acpo plan}. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = {
            "Says what a recipe needs before anything is submitted: memory of driver and executors, tokens of a step, bytes"
                    + " of a weight refresh, and what will not fit.",
            "",
            "The numbers are arithmetic over the configuration and the model's config.json; no weights are read. Where"
                    + " model.path is named after a well-known model (…/Qwen2.5-Math-7B), the folder need not be reachable."
                    + " The exit code is 1 when something will not fit."
        },
        footer = {
            "",
            "Examples:",
            "  acpo plan --recipe quickstart",
            "  acpo plan --recipe qwen2.5-0.5b-1gpu --gpu-gb 80 --driver-gpu",
            "  acpo plan --recipe qwen2.5-math-7b-lora-1gpu --gpu-gb 80 --driver-gpu",
            "  acpo plan --recipe qwen2.5-math-7b-8gpu --executors 8 --gpu-gb 80 --driver-gb 160"
        })
final class PlanCommand implements Callable<Integer> {
    @Option(names = "--recipe", required = true, paramLabel = "NAME|FILE", description = "As for acpo train.")
    private String recipe = "";

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Overrides one key; may be given many times.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--executors", paramLabel = "N", description = "Executors, one replica each; default 1.")
    private int executors = 1;

    @Option(names = "--gpu-gb", paramLabel = "GB", description = "Memory of each GPU; default: no GPUs.")
    private double gpuGb;

    @Option(names = "--driver-gpu", description = "The driver has such a GPU too.")
    private boolean driverGpu;

    @Option(
            names = "--executor-gb",
            paramLabel = "GB",
            description = "Host memory of an executor; default: not checked.")
    private double executorGb;

    @Option(names = "--driver-gb", paramLabel = "GB", description = "Host memory of the driver; default: not checked.")
    private double driverGb;

    @Override
    public Integer call() {
        TrainConfig config = TrainConfig.load(Recipes.find(recipe), overrides);
        MemoryPlan plan = MemoryPlan.of(
                config,
                Shapes.of(config.model().path(), new Configuration()),
                new Machines(executors, gpuGb, driverGpu, executorGb, driverGb));
        explain(config, plan);
        CommandOutput.print(result(plan));
        return plan.problems().isEmpty() ? 0 : Main.FAILED;
    }

    private void explain(TrainConfig config, MemoryPlan plan) {
        say("model: %s, P = %,d parameters", config.model().path(), plan.model().parameterCount());
        for (MemoryPlan.Place place : plan.places()) {
            say("%s: %.2f GB", place.name(), place.bytes() / 1e9);
            for (MemoryPlan.Item item : place.items()) {
                say("  %8.2f GB  %s (%s)", item.bytes() / 1e9, item.what(), item.how());
            }
        }
        say("tokens of a step: at most %,d", plan.tokensPerStep());
        if (plan.branchTokensPerStep() > 0) {
            say("tokens of Monte Carlo's continuations: at most %,d more", plan.branchTokensPerStep());
        }
        say(
                "weight refresh: %.3f GB written once, %.3f GB read by %d executors together",
                plan.refreshBytes() / 1e9, executors * plan.refreshBytes() / 1e9, executors);
        if (plan.gradientBytes() > 0) {
            say("gradients: %.3f GB from each executor for each optimizer step", plan.gradientBytes() / 1e9);
        }
        if (config.model().lora().isOn()) {
            say(
                    "training: LoRA of rank %d, A = %,d values; the base has neither gradient nor optimizer state",
                    config.model().lora().rank(), plan.trained());
        } else {
            say("training is full: every parameter has gradient and optimizer state; model.lora.rank trains adapters");
        }
        plan.problems().forEach(problem -> say("will not fit: %s", problem));
    }

    private Map<String, Object> result(MemoryPlan plan) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("parameters", plan.model().parameterCount());
        result.put("trained_parameters", plan.trained());
        Map<String, Object> places = new LinkedHashMap<>();
        plan.places().forEach(place -> places.put(place.name().replace(' ', '_') + "_bytes", place.bytes()));
        result.putAll(places);
        result.put("tokens_per_step", plan.tokensPerStep());
        result.put("branch_tokens_per_step", plan.branchTokensPerStep());
        result.put("refresh_bytes", plan.refreshBytes());
        result.put("gradient_bytes", plan.gradientBytes());
        result.put("problems", plan.problems());
        return result;
    }

    private static void say(String format, Object... values) {
        System.err.println(String.format(Locale.ROOT, format, values));
    }
}
