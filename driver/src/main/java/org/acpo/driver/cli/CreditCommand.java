package org.acpo.driver.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.driver.inference.Target;
import org.acpo.driver.lab.credit.CreditComparison;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code acpo credit}. */
@Command(
        name = "credit",
        mixinStandardHelpOptions = true,
        description = {
            "Compares ways to cut and credit responses with what is known about their steps.",
            "",
            "Draws responses to problems with worked solutions, those of data.eval or of --input, and prints a table with a"
                    + " row for each segmentation (entropy with clean cuts and raw, delimiter, fixed) and attribution"
                    + " (log-probability of the gold answer, plain and shrunk by reliability; of the response's own; their"
                    + " contrast; probability; entropy; Monte Carlo values; their blend with the first):",
            "  first_error_auc     chance that a right step has a higher attribution than the one with the first error",
            "  helpful_precision, harmful_precision    share of right steps among those classed helpful, of wrong ones among"
                    + " those classed harmful",
            "  boundary_precision, boundary_recall     how well the steps' boundaries match the lines of the response",
            "  rank_correlation    Spearman's, with the change in success probability over the step",
            "  reliability         correlation with the outcome advantage",
            "  tokens_per_response computed for the attribution",
            "",
            "With --gradients it prints instead what each kind of credit does to the gradient of one batch. This needs a small"
                    + " policy or adapters, and a data.eval.count of several times rollout.prompts_per_step:",
            "  credit              outcome (alone: GRPO), first_fall, additive (lambda 0.5), or known_errors: as first_fall"
                    + " would be if it always blamed the step with the first error",
            "  tokens              a step's advantage spread evenly, or more on confident tokens as in stage 2",
            "  cosine              of one batch's gradient with the unbiased gradient of all the others",
            "  difference, standard_error              of the cosine, to that of outcome with even tokens",
            "  blamed_frac, blamed_right               share of failed responses in which a step is blamed, and of those"
                    + " steps that hold the first error",
            "--output has the rows as JSON Lines. Everything else is set as for 'acpo generate' and 'acpo attribute'."
        },
        footer = {
            "",
            "Examples:",
            "  acpo credit --recipe quickstart --model builtin:nano --set data.eval.count=32 --samples 8 --output credit.jsonl",
            "  acpo credit --model runs/a/checkpoints/step-40 --recipe runs/a/config.yaml --samples 8 \\",
            "      --set attribution.monte_carlo.samples=8 --output credit.jsonl",
            "  acpo credit --gradients --recipe quickstart --model builtin:nano --set data.eval.count=512 --samples 8 \\",
            "      --output gradients.jsonl"
        })
final class CreditCommand implements Callable<Integer> {
    private static final int TRUTH_SAMPLES = 16;

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
            description =
                    "Continuations sampled from each step's end to estimate the success probability there; default "
                            + TRUTH_SAMPLES + ".")
    private @Nullable Integer truthSamples;

    @Option(names = "--gradients", description = "Compare gradients instead of steps.")
    private boolean gradients;

    @Mixin
    private ProblemOptions problems;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() {
        if (gradients && truthSamples != null) {
            throw new UsageException(
                    "--truth-samples is for the comparison of steps, but --gradients compares gradients;"
                            + " leave one of the two out");
        }
        int samples = truthSamples == null ? TRUTH_SAMPLES : truthSamples;
        Target target = output.required();
        TrainConfig config = model.config(overrides -> problems.addTo(overrides, input));
        List<Map<String, Object>> rows = model.onSpark(
                "acpo credit",
                spark -> gradients
                        ? CreditComparison.gradients(spark, config, target)
                        : CreditComparison.run(spark, config, samples, target));
        System.err.print(CreditComparison.table(rows));
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("model", model.model());
        line.put("output", target.path());
        line.put("rows", rows);
        CommandOutput.print(line);
        return 0;
    }
}
