package org.acpo.driver.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.driver.inference.Generation;
import org.acpo.driver.inference.PromptView;
import org.acpo.driver.inference.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code acpo generate}. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = {
            "Draws responses to problems.",
            "",
            "An input line is a problem; the answer may be missing:",
            "  {\"id\": \"a\", \"problem\": \"What is 2 * 3 + 1?\", \"answer\": \"7\"}",
            "The output has a line for every response, in the order of the input:",
            "  {\"id\": \"a\", \"sample\": 0, \"prompt\": ..., \"response\": ..., \"token_ids\": [...], \"log_probs\": [...],",
            "   \"entropies\": [...], \"truncated\": false, \"answer\": \"7\", \"correct\": true, \"extracted\": \"7\","
                    + " \"reason\": \"correct\"}",
            "log_probs are those of the tempered distribution, entropies are at temperature 1, both in nats. 'acpo score'"
                    + " and 'acpo attribute' read these lines. Sampling is set by section 'evaluation' of the"
                    + " configuration, prompts by 'prompt', problems by 'data.eval'; the options here are short for"
                    + " their keys."
        },
        footer = {
            "",
            "Examples:",
            "  acpo generate --model builtin:nano --input problems.jsonl --output out.jsonl --samples 8",
            "  acpo generate --model builtin:nano --prompt 'What is 2 * 3 + 1?' --temperature 0",
            "  acpo generate --model builtin:nano --chat --prompt 'What is 2 * 3 + 1?' --show-prompt",
            "  acpo generate --model hdfs:///models/qwen2.5-math --chat --input gsm8k.jsonl --field problem=question \\",
            "      --answer-format gsm8k --output hdfs:///out.jsonl --max-new-tokens 2048 --master yarn"
        })
final class GenerateCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions model;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "Problems: JSON Lines, Parquet (.parquet) or CSV (.csv), a folder or a glob.")
    private @Nullable String input;

    @Option(names = "--prompt", paramLabel = "TEXT", description = "One problem, whose responses are printed.")
    private @Nullable String prompt;

    @Option(
            names = "--show-prompt",
            description =
                    "Prints the prompt as the model sees it, text and tokens, of --prompt or of the first problem of"
                            + " --input, and samples nothing.")
    private boolean showPrompt;

    @Mixin
    private ProblemOptions problems;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() {
        if ((input == null) == (prompt == null)) {
            throw new UsageException("give either --input, a file of problems, or --prompt, one problem");
        }
        if (prompt != null) {
            problems.requireNoneOfFiles();
        }
        TrainConfig config = model.config(overrides -> problems.addTo(overrides, input));
        if (showPrompt) {
            CommandOutput.print(promptOf(config));
        } else {
            CommandOutput.print(prompt == null ? toFile(config) : toScreen(config, prompt));
        }
        return 0;
    }

    private Map<String, Object> promptOf(TrainConfig config) {
        if (output.target() != null) {
            throw new UsageException("--output is for responses, and --show-prompt draws none; leave one of them out");
        }
        String problem = prompt;
        PromptView view = model.onSpark(
                "acpo generate",
                spark -> problem == null ? PromptView.ofFirst(spark, config) : PromptView.of(spark, config, problem));
        System.out.println(view.lines());
        return view.fields();
    }

    private Map<String, Object> toFile(TrainConfig config) {
        Target target = output.required();
        return model.onSpark("acpo generate", spark -> Generation.run(spark, config, target));
    }

    private Map<String, Object> toScreen(TrainConfig config, String problem) {
        if (output.target() != null) {
            throw new UsageException("--output is for --input; the responses to --prompt are printed");
        }
        List<String> responses = model.onSpark("acpo generate", spark -> Generation.answer(spark, config, problem));
        responses.forEach(System.out::println);
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("model", model.model());
        summary.put("responses", responses);
        return summary;
    }
}
