package org.acpo.driver.cli;

import org.acpo.driver.inference.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where results go. */
final class OutputOptions {
    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "JSON Lines file to write, on any Hadoop file system; it appears once it is complete.")
    private @Nullable String output;

    @Option(names = "--overwrite", description = "Replace --output if it exists.")
    private boolean overwrite;

    /**
     * Null when {@code --output} was not given.
     *
     * @throws UsageException when {@code --overwrite} was given without it
     */
    @Nullable
    Target target() {
        if (output == null && overwrite) {
            throw new UsageException(
                    "--overwrite replaces --output, which is missing; name the file or leave --overwrite out");
        }
        return output == null ? null : new Target(output, overwrite);
    }

    /** @throws UsageException when {@code --output} was not given */
    Target required() {
        Target target = target();
        if (target == null) {
            throw new UsageException("--output is missing; give the file to write");
        }
        return target;
    }
}
