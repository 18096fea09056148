package org.acpo.driver.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.acpo.common.config.TrainConfig;
import org.acpo.driver.inference.CreditComparison;
import org.acpo.driver.inference.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code acpo credit}. */
@Command(
        name = "credit",
        mixinStandardHelpOptions = true,
        description = {
            "Compares ways to find and credit the steps of responses with what is known about these steps.",
            "",
            "Draws responses to problems with worked solutions, those of data.eval or of --input, and prints a table with a"
                    + " row for each segmentation (entropy with clean cuts and raw, delimiter, fixed) and attribution"
                    + " (log-probability of the gold answer, plain and shrunk by reliability; of the response's own; their"
                    + " contrast; probability; entropy; Monte Carlo values; their blend with the first):",
            "  first_error_auc     chance that a right step has a higher attribution than the one with the first error",
            "  helpful_precision, harmful_precision    share of right steps among those classed so, and of wrong ones",
            "  boundary_precision, boundary_recall     how the steps' boundaries meet the lines of the response",
            "  rank_correlation    Spearman's, with the change in success probability over the step",
            "  reliability         correlation with the outcome advantage",
            "  tokens_per_response computed for the attribution",
            "--output has the rows as JSON Lines. Everything else is set as for 'acpo generate' and 'acpo attribute'."
        },
        footer = {
            "",
            "Examples:",
            "  acpo credit --recipe quickstart --model builtin:nano --set data.eval.count=32 --samples 8 --output credit.jsonl",
            "  acpo credit --model runs/a/checkpoints/step-40 --recipe runs/a/config.yaml --samples 8 \\",
            "      --set attribution.monte_carlo.samples=8 --output credit.jsonl"
        })
final class CreditCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions model;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "Problems with a field 'solution': JSON Lines, Parquet (.parquet) or CSV (.csv).")
    private @Nullable String input;

    @Option(
            names = "--truth-samples",
            paramLabel = "M",
            defaultValue = "16",
            description = "Continuations from each step end that tell the success probability there; default"
                    + " ${DEFAULT-VALUE}.")
    private int truthSamples;

    @Mixin
    private ProblemOptions problems;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() {
        Target target = output.required();
        TrainConfig config = model.config(overrides -> problems.addTo(overrides, input));
        List<Map<String, Object>> rows =
                model.onSpark("acpo credit", spark -> CreditComparison.run(spark, config, truthSamples, target));
        System.err.print(CreditComparison.table(rows));
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("model", model.model());
        line.put("output", target.path());
        line.put("rows", rows);
        CommandOutput.print(line);
        return 0;
    }
}
