package org.acpo.driver.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.acpo.common.problem.PromptConfig;
import org.acpo.common.problem.SourceConfig;
import org.acpo.common.problem.SourceConfig.AnswerFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the commands that sample responses: which problems, how they are put, how responses are drawn. */
final class ProblemOptions {
    @Option(
            names = "--field",
            paramLabel = "OURS=THEIRS",
            description =
                    "Reads one of our fields (id, problem, answer, ...) from a field of another name, for instance"
                            + " problem=question.")
    private Map<String, String> fields = new LinkedHashMap<>();

    @Option(
            names = "--answer-format",
            paramLabel = "FORMAT",
            description = "How the gold answer is written in its field: plain, gsm8k (after ####), boxed.")
    private @Nullable AnswerFormat answerFormat;

    @Option(names = "--limit", paramLabel = "N", description = "Takes the first N problems.")
    private @Nullable Integer limit;

    @Option(
            names = "--prompt-template",
            paramLabel = "TEXT",
            description = "The prompt, or the user's turn of a chat, with {problem} where the problem goes; default the"
                    + " problem, and a newline after it without --chat.")
    private @Nullable String template;

    @Option(names = "--chat", description = "Puts the prompt into the model's chat template.")
    private boolean chat;

    @Option(names = "--system", paramLabel = "TEXT", description = "System turn of the chat.")
    private @Nullable String system;

    @Option(names = "--samples", paramLabel = "K", description = "Responses to each problem; default 1.")
    private @Nullable Integer samples;

    @Option(names = "--temperature", paramLabel = "T", description = "Sampling temperature; 0 is greedy; default 1.")
    private @Nullable Double temperature;

    @Option(names = "--top-p", paramLabel = "P", description = "Nucleus sampling; default 1, off.")
    private @Nullable Double topP;

    @Option(names = "--top-k", paramLabel = "N", description = "Only the N most probable tokens; default 0, off.")
    private @Nullable Integer topK;

    @Option(names = "--max-new-tokens", paramLabel = "N", description = "Longest response, in tokens; default 256.")
    private @Nullable Integer maxNewTokens;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Random seed: the same one gives the same responses on any number of executors; default 17.")
    private @Nullable Long seed;

    /** Adds what was given, with the problems of {@code input}, a file of JSON Lines, Parquet or CSV, if there is one. */
    void addTo(Overrides overrides, @Nullable String input) {
        if (input != null) {
            overrides.addText("data.eval.path", input);
            overrides.add("data.eval.kind", lower(kind(input.replaceAll("/+$", ""))));
        }
        fields.forEach((ours, theirs) -> overrides.addText("data.eval.fields." + ours, theirs));
        overrides.add("data.eval.answer_format", answerFormat == null ? null : lower(answerFormat));
        overrides.add("data.eval.limit", limit);
        overrides.addText("prompt.template", template);
        overrides.addText("prompt.system", system);
        overrides.add("prompt.kind", chat ? lower(PromptConfig.Kind.CHAT) : null);
        overrides.add("evaluation.samples", samples);
        overrides.add("evaluation.temperature", temperature);
        overrides.add("evaluation.top_p", topP);
        overrides.add("evaluation.top_k", topK);
        overrides.add("evaluation.max_new_tokens", maxNewTokens);
        overrides.add("seed", seed);
    }

    /** @throws UsageException when one of the options was given that say how a file of problems is read */
    void requireNoneOfFiles() {
        String given = !fields.isEmpty() ? "--field" : answerFormat != null ? "--answer-format" : "--limit";
        if (!fields.isEmpty() || answerFormat != null || limit != null) {
            throw new UsageException(given + " says how --input is read, but there is none; leave it out");
        }
    }

    private static SourceConfig.Kind kind(String path) {
        if (path.endsWith(".parquet")) {
            return SourceConfig.Kind.PARQUET;
        }
        return path.endsWith(".csv") ? SourceConfig.Kind.CSV : SourceConfig.Kind.JSONL;
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
