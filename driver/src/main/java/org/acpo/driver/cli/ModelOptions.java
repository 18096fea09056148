package org.acpo.driver.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.driver.spark.Sessions;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the commands that apply a model on Spark. */
final class ModelOptions {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "Hugging Face model folder or LoRA adapter on any Hadoop file system, for instance a run's"
                    + " checkpoints/step-40, or builtin:nano. Short for --set model.path=DIR.")
    private String model;

    @Option(
            names = "--recipe",
            paramLabel = "NAME|FILE",
            description = "A training recipe, or a run's config.yaml, to take prompt, verifier and all other settings"
                    + " from.")
    private @Nullable String recipe;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "Overrides one configuration key ('acpo train --defaults' prints them), and the option that is short"
                            + " for it; may be given many times.")
    private List<String> set = new ArrayList<>();

    @Mixin
    private SparkOptions sparkOptions;

    /** The configuration that {@code --recipe}, {@code --set} and a command's own options together ask for. */
    TrainConfig config(Consumer<Overrides> options) {
        Overrides overrides = new Overrides();
        overrides.addText("model.path", model);
        options.accept(overrides);
        overrides.addAll(set);
        return TrainConfig.load(recipe == null ? null : Recipes.find(recipe), overrides.list());
    }

    /** Runs {@code work} in a Spark session that lasts no longer. */
    <T> T onSpark(String name, Function<SparkSession, T> work) {
        sparkOptions.apply();
        try (SparkSession spark = Sessions.open(name)) {
            return work.apply(spark);
        }
    }

    boolean hasRecipe() {
        return recipe != null;
    }

    /** The model as it was given. */
    String model() {
        return model;
    }
}
