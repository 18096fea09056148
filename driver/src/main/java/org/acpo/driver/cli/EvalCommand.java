package org.acpo.driver.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.acpo.common.UserException;
import org.acpo.common.problem.SourceConfig;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.driver.inference.Evaluation;
import org.acpo.driver.inference.Evaluation.DataSet;
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
            "Measures how often a model solves problems.",
            "",
            "An input line is a problem with its answer and, where known, its subject and level:",
            "  {\"id\": \"a\", \"problem\": \"What is 2 * 3 + 1?\", \"answer\": \"7\", \"subject\": \"Prealgebra\", \"level\": 1}",
            "Prints a table with a row for each input, subject and level. For K samples per problem it has avg@K (the mean"
                    + " share of right responses), pass@K (problems with at least one right response) and maj@K (problems"
                    + " whose most frequent answer is right), each with its 95%% interval, the mean length in tokens, and"
                    + " the share of responses cut short. The last line printed has the same numbers, beginning with those"
                    + " of all problems together. --output keeps the responses as 'acpo generate' writes them, and the"
                    + " table beside them. Without --input the problems are those of data.eval in --recipe."
        },
        footer = {
            "",
            "Examples:",
            "  acpo eval --model builtin:nano --input problems.jsonl --samples 8",
            "  acpo eval --model runs/a/checkpoints/step-40 --recipe runs/a/config.yaml",
            "  acpo eval --model hdfs:///models/qwen2.5-math --chat --input math500.jsonl --input aime2024.jsonl \\",
            "      --samples 16 --max-new-tokens 2048 --output responses.jsonl --master yarn",
            "  acpo eval --model hdfs:///models/qwen2.5-math --chat --input gsm8k.jsonl --field problem=question \\",
            "      --answer-format gsm8k"
        })
final class EvalCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions model;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description =
                    "Problems: JSON Lines, Parquet (.parquet) or CSV (.csv), a folder or a glob; may be given many times.")
    private List<String> inputs = new ArrayList<>();

    @Mixin
    private ProblemOptions problems;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() {
        if (inputs.isEmpty() && !model.hasRecipe()) {
            throw new UsageException("--input is missing; give a file of problems, or a --recipe that names some");
        }
        List<DataSet> sets = inputs.isEmpty()
                ? List.of(dataSet(null))
                : inputs.stream().map(this::dataSet).toList();
        requireDistinct(sets);
        Target target = output.target();
        Evaluation.Result result = model.onSpark("acpo eval", spark -> Evaluation.run(spark, sets, target));
        System.err.print(result.table().markdown());
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("model", model.model());
        line.putAll(result.line());
        if (target != null) {
            line.put("output", target.path());
            line.put("output_table", Evaluation.tablePath(target));
        }
        CommandOutput.print(line);
        return 0;
    }

    private DataSet dataSet(@Nullable String input) {
        TrainConfig config = model.config(overrides -> problems.addTo(overrides, input));
        return new DataSet(name(config.data().eval()), config);
    }

    /** The file's name without its ending, or the generator's. */
    private static String name(SourceConfig source) {
        if (source.path() == null) {
            return Objects.requireNonNullElse(source.generator(), "problems");
        }
        String file = source.path().replaceAll("/+$", "").replaceAll(".*/", "");
        return file.replaceFirst("\\.(jsonl|json|parquet|csv)$", "");
    }

    private static void requireDistinct(List<DataSet> sets) {
        Set<String> names = new HashSet<>();
        for (DataSet set : sets) {
            if (!names.add(set.name())) {
                throw new UserException("--input names two files called " + set.name()
                        + ", which the table could not tell apart; rename one or evaluate them one by one");
            }
        }
    }
}
