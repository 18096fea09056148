package org.acpo.driver.cli;

import java.util.concurrent.Callable;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.driver.inference.AttributedFile;
import org.acpo.driver.inference.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code acpo attribute}. */
@Command(
        name = "attribute",
        mixinStandardHelpOptions = true,
        description = {
            "Shows which steps of a response helped to predict the answer.",
            "",
            "An input line has a finished prompt, a response and the gold answer:",
            "  {\"id\": \"a\", \"prompt\": \"2 * 3 + 1?\\n\", \"response\": \"2 * 3 = 6. 6 + 1 = 7.\", \"answer\": \"7\"}",
            "The lines that 'acpo generate' writes will do; where a line has token_ids, they are used instead of the text of"
                    + " the response. \"segments\" is optional: the ends of the steps in tokens of the response, the last of"
                    + " which is its length. Without it the model's own entropies cut the response, as section 'segmentation'"
                    + " of the configuration says. For K steps an output line has",
            "  segments          K ends, in tokens",
            "  segment_texts     the K steps",
            "  estimator, measure  where the values come from (gold_probe, monte_carlo, ...) and what they are (log_prob, ...)",
            "  step_values       v_0 ... v_K: the value after 0 ... K steps; with measure log_prob the mean log-probability"
                    + " of the answer's tokens, which answer_log_probs repeats",
            "  attributions      K differences v_k - v_(k-1): what step k adds",
            "  correct, extracted  the verifier's view of the response"
        },
        footer = {
            "",
            "Examples:",
            "  acpo attribute --model builtin:nano --input responses.jsonl --output steps.jsonl",
            "  acpo attribute --model runs/a/checkpoints/step-40 --recipe runs/a/config.yaml \\",
            "      --input responses.jsonl --output steps.jsonl --set segmentation.max_segments=4"
        })
final class AttributeCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions model;

    @Mixin
    private SequenceOptions sequences;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "Temperature at which the responses were drawn and the answer is scored; default 1.")
    private @Nullable Double temperature;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() {
        Target target = output.required();
        TrainConfig config = model.config(overrides -> {
            sequences.addTo(overrides);
            overrides.add("evaluation.temperature", temperature);
        });
        CommandOutput.print(
                model.onSpark("acpo attribute", spark -> AttributedFile.run(spark, config, sequences.input(), target)));
        return 0;
    }
}
