package org.acpo.driver.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.acpo.common.recipe.SftConfig;
import org.acpo.common.run.MetricNames;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.sft.SftResult;
import org.acpo.driver.sft.SftTrainer;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code acpo sft}. */
@Command(
        name = "sft",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a policy on worked solutions: a new one with random weights and a tokenizer of its own, or a"
                    + " Hugging Face model (model.path).",
            "",
            "A recipe says what to train and how; every key that it may have, with its default and meaning, is printed by"
                    + " 'acpo sft --defaults'. The policy is written to RUN/model, the loss of every step to"
                    + " RUN/metrics.jsonl. Runs in one process, without Spark."
        },
        footer = {
            "",
            "Examples:",
            "  acpo sft --recipe base-nano --run runs/base",
            "  acpo sft --recipe my.yaml --set model.path=Qwen2.5-0.5B --set training.epochs=2 --run runs/tuned"
        })
public final class SftCommand implements Callable<Integer> {
    @Option(
            names = "--recipe",
            paramLabel = "NAME|FILE",
            description = "One of the shipped recipes (base-nano), or a YAML file.")
    private @Nullable String recipe;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Overrides one key; may be given many times.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--run", paramLabel = "DIR", description = "Run folder on any Hadoop file system.")
    private @Nullable String run;

    @Option(names = "--defaults", description = "Print every configuration key with its default, and exit.")
    private boolean defaults;

    @Override
    public Integer call() {
        if (defaults) {
            System.out.print(SftConfig.defaultsYaml());
            return 0;
        }
        if (recipe == null || run == null) {
            throw new UsageException((recipe == null ? "--recipe" : "--run")
                    + " is missing; write for instance acpo sft --recipe base-nano --run runs/base");
        }
        SftConfig config = SftConfig.load(Recipes.find(recipe), overrides);
        SftResult result = SftTrainer.run(config, RunFolder.of(run), new Configuration(), System.err);
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("run", run);
        summary.put("model", result.model().toString());
        summary.put("steps", result.steps());
        summary.put("loss", result.loss());
        summary.put(MetricNames.EVAL_PASS_AT_1, result.passAt1());
        CommandOutput.print(summary);
        return 0;
    }
}
