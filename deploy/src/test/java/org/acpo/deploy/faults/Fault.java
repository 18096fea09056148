package org.acpo.deploy.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Something that goes wrong once. It is armed by a file of its name in the folder that {@value #FOLDER} names; the process
 * that manages to delete the file is the one that fails.
 */
public enum Fault {
    /** The process is killed while it samples. */
    KILL_SAMPLING,
    /** The process is killed when it has taken over half the weights of a new version. */
    KILL_REFRESH,
    /** The process is killed while it computes gradients. */
    KILL_GRADIENT,
    /** The task throws. */
    EXCEPTION,
    /** The task hangs for a while. */
    STRAGGLER;

    /** Environment variable of executors. */
    public static final String FOLDER = "ACPO_TEST_FAULTS";

    private static final long SLOW_SECONDS = 40;

    /** Goes wrong if armed. */
    public void strike() {
        String folder = System.getenv(FOLDER);
        if (folder == null || !disarm(Path.of(folder, name()))) {
            return;
        }
        switch (this) {
            case EXCEPTION -> throw new IllegalStateException("a fault of the test");
            case STRAGGLER -> pause(SLOW_SECONDS);
            case KILL_SAMPLING, KILL_REFRESH, KILL_GRADIENT -> killThisProcess();
        }
    }

    private static boolean disarm(Path file) {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void killThisProcess() {
        try {
            new ProcessBuilder(
                            "kill", "-9", Long.toString(ProcessHandle.current().pid()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pause(60);
    }

    private static void pause(long seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            // Spark kills the slower copy of a task
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
