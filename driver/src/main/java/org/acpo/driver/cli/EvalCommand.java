package org.acpo.driver.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.acpo.common.UserException;
import org.acpo.common.config.TrainConfig;
import org.acpo.common.evaluate.EvaluationSummary;
import org.acpo.driver.inference.Evaluation;
import org.acpo.driver.inference.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code acpo eval}. */
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        description = {
            "Tells how often a model solves problems.",
            "",
            "An input line is a problem with its answer:",
            "  {\"id\": \"a\", \"problem\": \"What is 2 * 3 + 1?\", \"answer\": \"7\"}",
            "The last line printed has, over K samples a problem: pass@1 (the mean share of right responses) with its 95%"
                    + " interval, pass@k (problems with at least one right response), maj@k (problems whose most frequent"
                    + " answer is right), the mean length in tokens and the share of responses cut short. With --output"
                    + " the responses are kept as 'acpo generate' writes them. Without --input the problems are those"
                    + " of data.eval in --recipe."
        },
        footer = {
            "",
            "Examples:",
            "  acpo eval --model builtin:nano --input problems.jsonl --samples 8",
            "  acpo eval --model runs/a/checkpoints/step-40 --recipe runs/a/config.yaml",
            "  acpo eval --model hdfs:///models/qwen2.5-math --chat --input gsm8k.jsonl --field problem=question \\",
            "      --answer-format gsm8k --max-new-tokens 2048 --output responses.jsonl --master yarn"
        })
final class EvalCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions model;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "Problems: JSON Lines, Parquet (.parquet) or CSV (.csv), a folder or a glob.")
    private @Nullable String input;

    @Mixin
    private ProblemOptions problems;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() {
        if (input == null && !model.hasRecipe()) {
            throw new UserException("--input is missing; give a file of problems, or a --recipe that names some");
        }
        TrainConfig config = model.config(overrides -> problems.addTo(overrides, input));
        Target target = output.target();
        Evaluation.Result result = model.onSpark("acpo eval", spark -> Evaluation.run(spark, config, target));
        say(result.summary());
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("model", model.model());
        line.putAll(result.line());
        if (target != null) {
            line.put("output", target.path());
        }
        CommandOutput.print(line);
        return 0;
    }

    private static void say(EvaluationSummary found) {
        System.err.printf(
                Locale.ROOT,
                "pass@1 %.1f%% (95%% interval %.1f to %.1f, %d problems), pass@%d %.1f%%, maj@%d %.1f%%%n",
                100 * found.passAt1(),
                100 * found.low(),
                100 * found.high(),
                found.problems(),
                found.samples(),
                100 * found.passAtK(),
                found.samples(),
                100 * found.majAtK());
        System.err.printf(
                Locale.ROOT,
                "%.1f tokens a response, %.1f%% cut short%n",
                found.lengthMean(),
                100 * found.truncatedFrac());
    }
}
