package org.acpo.driver.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.acpo.common.UserException;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.verify.Verifier;
import org.acpo.common.verify.VerifierConfig;
import org.acpo.common.verify.Verifiers;
import org.acpo.common.verify.code.CodeConfig;
import org.acpo.driver.verify.CaseFile;
import org.acpo.driver.verify.CaseReport;
import org.acpo.driver.verify.CaseResult;
import org.acpo.driver.verify.CaseRunner;
import org.acpo.driver.verify.VerifyCase;
import org.acpo.driver.verify.VerifyCase.Kind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code acpo verify}: judges the predictions of a file against their gold answers, without Spark. */
@Command(
        name = "verify",
        description = {
            "Judges predictions against gold answers and reports agreement, reasons and latency.",
            "",
            "Input lines have gold and prediction, optionally expected (true or false), id, and kind: answer_pair (an answer"
                    + " alone), response (judged by verifier.kind, math unless set), countdown, or code."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  acpo verify --input cases.jsonl --output verdicts.jsonl",
            "  acpo verify --input cases.jsonl --set verifier.last_number=false --threads 4",
            "  acpo verify --input cases.jsonl --jars mine.jar --set verifier.kind=custom \\",
            "      --set verifier.class_name=com.example.Mine"
        })
final class VerifyCommand implements Callable<Integer> {
    /** No kind of case holds a program, so the defaults do. */
    private static final CodeConfig CODE =
            TrainConfig.load(null, List.of()).verifier().code();

    @Option(names = "--input", required = true, paramLabel = "FILE", description = "Cases, one JSON object a line.")
    private Path input;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Where to write one verdict per case, in their order.")
    private @Nullable Path output;

    @Option(names = "--overwrite", description = "Replace --output if it exists.")
    private boolean overwrite;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "Overrides one key of the section verifier of 'acpo train --defaults'; may be given many times.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Checks that run at the same time (default: one per core).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws InterruptedException {
        if (threads < 1) {
            throw new UserException("--threads is " + threads + ", but it must be at least 1");
        }
        if (output != null && !overwrite && Files.exists(output)) {
            throw new UserException(
                    "--output is " + output + ", which exists; add --overwrite to replace it, or give another name");
        }
        List<VerifyCase> cases = CaseFile.read(input);
        CaseRunner runner = new CaseRunner(verifiers(), threads);
        long start = System.nanoTime();
        List<CaseResult> results = runner.run(cases);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (output != null) {
            write(results, output.toAbsolutePath());
        }
        System.out.println(CaseReport.summary(results, seconds));
        return 0;
    }

    private Map<Kind, Verifier> verifiers() {
        VerifierConfig config = TrainConfig.load(null, overrides).verifier();
        Map<Kind, Verifier> verifiers = new EnumMap<>(Kind.class);
        verifiers.put(Kind.ANSWER_PAIR, Verifiers.of(config.with(VerifierConfig.Kind.MATH, true), 1));
        verifiers.put(Kind.RESPONSE, Verifiers.of(config, 1));
        verifiers.put(Kind.COUNTDOWN, Verifiers.of(config.with(VerifierConfig.Kind.COUNTDOWN, config.lastNumber()), 1));
        verifiers.put(Kind.CODE, Verifiers.of(config.with(VerifierConfig.Kind.CODE, false), 1));
        return verifiers;
    }

    /** All lines or none: to a temporary file beside the real one, which it then replaces. */
    private static void write(List<CaseResult> results, Path file) {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(temporary, results.stream().map(CaseReport::line).toList());
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UserException("--output is " + file + ", which cannot be written: " + e, e);
        }
    }
}
