package org.acpo.common.verify.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What hostile programs need to be tested. */
final class HostilePrograms {
    /** The system's interpreter where there is one, as every user may run it. */
    static final String PYTHON = Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "python3";

    private static final int ROUNDS = 40;
    private static final int ROUND_MILLIS = 50;

    private HostilePrograms() {}

    /** Skips the test on a machine without Python. */
    static void assumePython() {
        int code;
        try {
            code = new ProcessBuilder(PYTHON, "-c", "pass").start().waitFor();
        } catch (IOException e) {
            code = -1;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Assumptions.assumeTrue(code == 0, "python3 is not installed, so no Python program can be tested");
    }

    /** Skips the test where the level does not work, for instance in a container without namespaces. */
    static void assumeWorks(Level level, CodeConfig config) throws IOException, InterruptedException {
        Program echo = new Program(Map.of(), List.of(), List.of("echo", "works"), 0, 0);
        try (Run run = new Sandbox(level, config).start(echo, List.of(""), List.of("/usr", "/bin", "/lib", "/lib64"))) {
            Run.Step step = run.next();
            Assumptions.assumeTrue(
                    step != null && step.succeeded(), "no " + level + " on this machine: " + run.complaint());
        }
    }

    /** Waits two seconds at most for all processes of sandboxes to be gone, and their folders with them. */
    static void assertNothingSurvives() throws IOException, InterruptedException {
        for (int round = 0; round < ROUNDS && !survivors().isEmpty(); round++) {
            Thread.sleep(ROUND_MILLIS);
        }
        assertThat(survivors()).isEmpty();
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith(Sandbox.FOLDER_PREFIX)))
                    .isEmpty();
        }
    }

    private static List<String> survivors() {
        return ProcessHandle.allProcesses()
                .map(process -> commandLine(process.pid()))
                .filter(line -> line.contains("/code/main.py")
                        || line.contains("acpo-survivor")
                        || line.contains(Sandbox.FOLDER_PREFIX)
                        || line.contains("/box/program"))
                .toList();
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }
}
