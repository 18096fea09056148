package org.acpo.driver.cli;

import org.acpo.common.problem.PromptConfig.Kind;
import picocli.CommandLine.Option;

/** Options of the commands that read finished prompts with their responses. */
final class SequenceOptions {
    @Option(names = "--input", required = true, paramLabel = "FILE", description = "JSON Lines, a folder or a glob.")
    private String input;

    @Option(
            names = "--chat",
            description = "The prompts are finished chats: no start token is put before them. Give it where 'acpo"
                    + " generate' had it; it matters for models whose tokenizer adds one, such as Llama's.")
    private boolean chat;

    String input() {
        return input;
    }

    void addTo(Overrides overrides) {
        overrides.add("prompt.kind", chat ? ProblemOptions.lower(Kind.CHAT) : null);
    }
}
