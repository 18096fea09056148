package org.acpo.driver.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code acpo completion}: a script that lets the shell complete commands and options. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints a script for bash and zsh that completes acpo's commands and options.",
        footer = {
            "",
            "Examples:",
            "  source <(acpo completion)                  # this shell",
            "  acpo completion > ~/.local/share/bash-completion/completions/acpo"
        })
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        System.out.print(AutoComplete.bash("acpo", spec.root().commandLine()));
        return 0;
    }
}
