package org.acpo.common.verify.code;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counting and ending processes where no namespace holds them together. */
final class Processes {
    private static final Logger LOG = LoggerFactory.getLogger(Processes.class);
    private static final Path PROC = Path.of("/proc");
    private static final int MAX_ROUNDS = 50;
    private static final int SECONDS = 5;

    private Processes() {}

    /** Whether root runs this JVM. */
    static boolean isRoot() {
        String users = status(ProcessHandle.current().pid(), "Uid:");
        return users != null && users.startsWith("0\t");
    }

    /** Threads of all processes of the user that runs this JVM. */
    static long threadsOfThisUser() {
        String mine = status(ProcessHandle.current().pid(), "Uid:");
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> mine != null && mine.equals(status(pid, "Uid:")))
                .mapToLong(pid -> number(status(pid, "Threads:")))
                .sum();
    }

    private static long number(@Nullable String text) {
        return text == null ? 1 : Long.parseLong(text);
    }

    private static @Nullable String status(long pid, String field) {
        try {
            for (String line : Files.readAllLines(PROC.resolve(pid + "/status"), StandardCharsets.ISO_8859_1)) {
                if (line.startsWith(field)) {
                    return line.substring(field.length()).strip();
                }
            }
        } catch (IOException e) {
            return null; // it ended meanwhile
        }
        return null;
    }

    /** Ends every process of another user, none of which can be overlooked. Takes root. */
    static void killAllOf(String user) {
        try {
            Process kill = new ProcessBuilder(
                            "setpriv",
                            "--reuid=" + user,
                            "--regid=" + user,
                            "--clear-groups",
                            "sh",
                            "-c",
                            "kill -KILL -1")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            kill.waitFor(SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            LOG.warn("cannot end the processes of user {}: {}", user, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the processes of this user whose environment or current folder names {@code home}, until there are none. */
    static void killMarked(Path home) {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            List<ProcessHandle> marked = ProcessHandle.allProcesses()
                    .filter(process -> process.pid() != ProcessHandle.current().pid() && isMarked(process.pid(), home))
                    .toList();
            if (marked.isEmpty()) {
                return;
            }
            marked.forEach(ProcessHandle::destroyForcibly);
        }
        LOG.warn("processes of {} are still alive after {} attempts to end them", home, MAX_ROUNDS);
    }

    private static boolean isMarked(long pid, Path home) {
        Path folder = PROC.resolve(String.valueOf(pid));
        try {
            return Files.readSymbolicLink(folder.resolve("cwd")).startsWith(home)
                    || Files.readString(folder.resolve("environ"), StandardCharsets.ISO_8859_1)
                            .contains(home.toString());
        } catch (IOException e) {
            return false; // another user's, or over
        }
    }
}
