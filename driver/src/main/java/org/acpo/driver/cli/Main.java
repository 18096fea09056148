package org.acpo.driver.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import org.acpo.common.UserException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** Entry point of {@code bin/acpo} and of the jar given to spark-submit. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
        name = "acpo",
        description = "Trains language models by reinforcement learning with verifiable rewards, on Apache Spark.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Environment, all optional: JAVA_HOME (a Java from 17 to 22), SPARK_HOME (a Spark 3.5 for Scala 2.12 to use instead"
                    + " of the one that comes with acpo), ACPO_DRIVER_MEMORY (heap, default 4g), ACPO_JAVA_OPTS, SPARK_SUBMIT_OPTS.",
            "The last line on standard output is one JSON object; everything else a command says goes to standard error.",
            "",
            "First steps:",
            "  acpo doctor",
            "  acpo train --recipe quickstart"
        },
        subcommands = {
            TrainCommand.class,
            SftCommand.class,
            EvalCommand.class,
            GenerateCommand.class,
            ChatCommand.class,
            ScoreCommand.class,
            AttributeCommand.class,
            CreditCommand.class,
            VerifyCommand.class,
            ReportCommand.class,
            BenchCommand.class,
            StudyCommand.class,
            ServeCommand.class,
            DoctorCommand.class,
            CompletionCommand.class,
            PlanCommand.class,
            MergeCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main {
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    private static final Map<String, String> EXIT_CODES = new TreeMap<>(Map.of(
            "0",
            "Done.",
            "1",
            "Failed; the last line on standard error says why, --verbose shows more.",
            "2",
            "Wrong usage: an unknown command or option, or a missing one."));

    private static final String OUT_OF_MEMORY = "out of memory; lower update.tokens_per_pack, update.logits_memory_mb,"
            + " rollout.slots or rollout.max_new_tokens, or give the process more";

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show stack traces of errors and the log of Spark and its libraries.")
    private boolean verbose;

    private Main() {}

    /** Runs a command and exits. */
    public static void main(String[] arguments) {
        int code = run(arguments);
        // Spark 3.5 leaves a non-daemon thread behind barrier stages, so returning would not end the process. The
        // master of a
        // YARN application ends it itself, and takes an exit before that for a failure.
        if (code != 0 || !isOnYarnMaster()) {
            System.exit(code);
        }
    }

    private static boolean isOnYarnMaster() {
        return "yarn".equals(System.getProperty("spark.master"))
                && "cluster".equals(System.getProperty("spark.submit.deployMode"));
    }

    static int run(String... arguments) {
        Main main = new Main();
        CommandLine line = new CommandLine(main).setCaseInsensitiveEnumValuesAllowed(true);
        explainExitCodes(line);
        line.setParameterExceptionHandler((exception, args) -> refuse(exception));
        line.setExecutionExceptionHandler((exception, command, parsed) -> exception instanceof UsageException
                ? refuse(new ParameterException(command, exception.getMessage()))
                : report(exception, main.verbose));
        return line.execute(arguments);
    }

    private static void explainExitCodes(CommandLine line) {
        line.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(EXIT_CODES);
        line.getSubcommands().values().forEach(Main::explainExitCodes);
    }

    private static int refuse(ParameterException exception) {
        PrintWriter err = exception.getCommandLine().getErr();
        err.println("acpo: " + exception.getMessage());
        err.println("acpo: see " + exception.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return WRONG_USAGE;
    }

    /** One line for what the user can mend, wherever in the chain of causes it stands; the trace for the rest. */
    private static int report(Exception exception, boolean verbose) {
        if (isShuttingDown() && !verbose) {
            System.err.println("acpo: interrupted");
            return FAILED;
        }
        String mendable = mendable(exception);
        if (mendable == null || verbose) {
            exception.printStackTrace();
        }
        String reason = mendable == null ? firstLine(exception.toString()) : mendable;
        System.err.println("acpo: " + reason);
        return FAILED;
    }

    /** Whether a signal ends the process; what fails then, such as a job of a Spark that has stopped, is no error. */
    private static boolean isShuttingDown() {
        Thread hook = new Thread();
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            return !Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static @Nullable String mendable(Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof UserException) {
                return cause.getMessage();
            }
            if (isOutOfMemory(cause)) {
                return OUT_OF_MEMORY + " (" + firstLine(String.valueOf(cause.getMessage())) + ")";
            }
        }
        return null;
    }

    /** The JVM's heap, or the device's memory as libtorch reports it. */
    private static boolean isOutOfMemory(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return cause instanceof OutOfMemoryError
                || message.contains("out of memory")
                || message.contains("can't allocate memory");
    }
}
