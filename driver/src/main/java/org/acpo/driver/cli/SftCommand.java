package org.acpo.driver.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.acpo.common.config.ConfigLoader;
import org.acpo.common.config.SftConfig;
import org.acpo.common.run.MetricNames;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.sft.SftResult;
import org.acpo.driver.sft.SftTrainer;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code acpo sft}. */
@Command(
        name = "sft",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a policy on worked solutions: a new one with random weights and a tokenizer of its own, or a"
                    + " Hugging Face model (--set model.path=FOLDER).",
            "The model is written to RUN/model, the loss of every step to RUN/metrics.jsonl."
        })
public final class SftCommand implements Callable<Integer> {
    @Option(
            names = "--recipe",
            required = true,
            paramLabel = "NAME|FILE",
            description = "YAML with the keys that differ from the defaults: a file, or the name of a shipped recipe"
                    + " such as base-nano.")
    private String recipe = "";

    @Option(
            names = "--run",
            required = true,
            paramLabel = "DIR",
            description = "Folder for what this run leaves behind.")
    private String run = "";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Overrides one key, for instance training.steps=100. May be repeated.")
    private List<String> overrides = List.of();

    @Override
    public Integer call() {
        SftConfig config = ConfigLoader.sft(Recipes.find(recipe), overrides);
        SftResult result = SftTrainer.run(config, RunFolder.of(run), new Configuration(), System.err);
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("model", result.model().toString());
        summary.put("steps", result.steps());
        summary.put("loss", result.loss());
        summary.put(MetricNames.EVAL_PASS_AT_1, result.passAt1());
        CommandOutput.print(summary);
        return 0;
    }
}
