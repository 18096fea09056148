package org.acpo.driver.cli;

import java.util.concurrent.Callable;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.driver.inference.Scoring;
import org.acpo.driver.inference.Target;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code acpo score}. */
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        description = {
            "Shows how probable given tokens are to a model, and how uncertain the model was at each.",
            "",
            "An input line names a sequence in one of three ways:",
            "  {\"id\": \"a\", \"token_ids\": [9, 4, 17]}",
            "  {\"id\": \"b\", \"prompt\": \"1 + 1?\\n\", \"response\": \"It is 2.\"}",
            "  {\"id\": \"c\", \"prompt\": \"1 + 1?\\n\", \"token_ids\": [9, 4, 17]}   as 'acpo generate' writes it",
            "The output has, in the same order,",
            "  {\"id\": \"a\", \"token_ids\": [9, 4, 17], \"log_probs\": [null, -0.4, -3.1], \"entropies\": [null, 0.8, 2.9]}",
            "with log_probs[t] = log p(token t | those before) and entropies[t] that of the distribution that predicts"
                    + " token t, in nats, at temperature 1. A prompt is taken as it stands, no template is applied."
        },
        footer = {
            "",
            "Examples:",
            "  acpo score --model builtin:nano --input in.jsonl --output scores.jsonl",
            "  acpo score --model hdfs:///models/qwen --input hdfs:///in.jsonl --output hdfs:///scores.jsonl \\",
            "      --master yarn --set model.dtype=bfloat16"
        })
final class ScoreCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions model;

    @Mixin
    private SequenceOptions sequences;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() {
        Target target = output.required();
        TrainConfig config = model.config(sequences::addTo);
        CommandOutput.print(
                model.onSpark("acpo score", spark -> Scoring.run(spark, config, sequences.input(), target)));
        return 0;
    }
}
