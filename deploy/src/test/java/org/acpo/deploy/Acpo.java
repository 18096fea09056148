package org.acpo.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs {@code bin/acpo} of the assembled distribution as a process of its own. */
final class Acpo {
    static final Path DISTRIBUTION = Path.of("target", "acpo").toAbsolutePath();
    private static final long LIMIT_MINUTES = 10;

    private Acpo() {}

    /** How a command ended. */
    record Result(int exitCode, String out, String err) {
        String lastLine() {
            List<String> lines = out.strip().lines().toList();
            return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        }
    }

    /** A command that is running; its output goes to files in {@code folder}. */
    record Running(Process process, Path out, Path err) {
        /** SIGKILL. */
        void kill() {
            process.destroyForcibly();
        }

        /** Waits until the metrics of {@code run} have that many rows, or the command ends. */
        void awaitRows(Path run, int rows) {
            while (Metrics.count(run) < rows && process.isAlive()) {
                Daemon.pause(20);
            }
        }

        Result await() {
            try {
                if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    throw new AssertionError("still running after " + LIMIT_MINUTES + " minutes: " + text(err));
                }
                return new Result(process.exitValue(), text(out), text(err));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Starts a command with its output in files of {@code folder}. */
    static Running start(Path folder, Map<String, String> environment, List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of(DISTRIBUTION.resolve("bin/acpo").toString()));
        command.addAll(arguments);
        return startProcess(folder, environment, command);
    }

    /** As {@link #start} with any program. */
    static Running startProcess(Path folder, Map<String, String> environment, List<String> command) {
        try {
            Path out = Files.createTempFile(folder, "out", ".txt");
            Path err = Files.createTempFile(folder, "err", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().put("ACPO_DRIVER_MEMORY", "2g");
            builder.environment().putAll(environment);
            return new Running(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command to its end. */
    static Result run(Path folder, String... arguments) {
        return start(folder, Map.of(), List.of(arguments)).await();
    }

    /** A recipe of four steps. */
    static final Path TINY = Path.of("src", "test", "resources", "tiny.yaml").toAbsolutePath();

    /** Trains the tiny recipe. */
    static List<String> trainTiny(String master, Path run) {
        return List.of("train", "--recipe", TINY.toString(), "--run", run.toString(), "--master", master);
    }

    /** Where DJL keeps its native libraries unpacked, as {@code bin/acpo} chooses it. */
    static Path nativeCache() {
        String given = System.getenv("DJL_CACHE_DIR");
        return given == null ? Path.of(System.getProperty("user.home"), ".djl.ai") : Path.of(given);
    }

    /** {@code arguments} and what follows them. */
    static List<String> with(List<String> arguments, String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return all;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
