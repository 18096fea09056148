package org.acpo.common.verify.code;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts programs at one level of isolation, each in a throw-away folder with an empty environment: within limits on time,
 * memory, processes, files and output ({@code sandbox.sh}).
 */
final class Sandbox {
    /** Instead of a user's number: the one that runs this JVM. */
    static final String NOBODY = "-";

    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final String SCRIPT = new String(Runtimes.resource("sandbox.sh"), StandardCharsets.UTF_8);
    /** Users that no system hands out; each run has one of its own, so that limits on processes count its own alone. */
    private static final int FIRST_USER = 40_000;

    private static final int USERS = 20_000;
    private static final int OPEN_FILES = 64;
    private static final AtomicInteger RUNS =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 101 % USERS));

    /** Names the JVM whose program it holds: a JVM that was killed leaves its folders, which nobody else owns. */
    static final String FOLDER_PREFIX = "acpo-code-" + ProcessHandle.current().pid() + "-";

    private final Level level;
    private final CodeConfig config;

    Sandbox(Level level, CodeConfig config) {
        this.level = level;
        this.config = config;
    }

    Level level() {
        return level;
    }

    /**
     * Starts the program on the inputs, one after another, each time from the beginning.
     *
     * @param visible folders and files of the host that it may read
     */
    Run start(Program program, List<String> inputs, List<String> visible) throws IOException {
        Path home = Files.createTempDirectory(FOLDER_PREFIX);
        Run run = new Run(level, home, user());
        try {
            fill(home, program, inputs);
            if (level == Level.USER_NAMESPACES && !run.user().equals(NOBODY)) {
                give(home, Integer.parseInt(run.user()));
            }
            run.begin(
                    builder(home, run.user(), program, inputs.size(), visible),
                    !program.compile().isEmpty());
            return run;
        } catch (IOException | RuntimeException e) {
            run.close();
            throw e;
        }
    }

    private String user() {
        boolean another = level.takesRoot() || (level == Level.USER_NAMESPACES && Processes.isRoot());
        return another ? String.valueOf(FIRST_USER + Math.floorMod(RUNS.incrementAndGet(), USERS)) : NOBODY;
    }

    private static void fill(Path home, Program program, List<String> inputs) throws IOException {
        for (String folder : List.of("code", "box", "root", "in", "out")) {
            Files.createDirectory(home.resolve(folder));
        }
        for (Map.Entry<String, byte[]> file : program.files().entrySet()) {
            Path path = home.resolve("code").resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        for (int i = 0; i < inputs.size(); i++) {
            Files.writeString(home.resolve("in").resolve(String.valueOf(i + 1)), inputs.get(i));
        }
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(home.resolve("in"), PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(home.resolve("out"), PosixFilePermissions.fromString("rwx------"));
    }

    private static void give(Path home, int user) throws IOException {
        try (Stream<Path> paths = Files.walk(home)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Files.setAttribute(path, "unix:uid", user);
            }
        }
    }

    private ProcessBuilder builder(Path home, String user, Program program, int runs, List<String> visible) {
        String inside = level.hasNamespaces() ? "" : home.toString();
        List<String> command = new ArrayList<>(level.shell(user));
        command.addAll(List.of(
                "-c",
                SCRIPT,
                "sandbox",
                level.hasNamespaces() ? "namespaces" : "limits",
                home.toString(),
                level == Level.USER_NAMESPACES ? NOBODY : user,
                String.join(" ", visible),
                4L * config.fileMb() + "m",
                limits(program),
                seconds(),
                String.valueOf(runs),
                quoted(program.compile(), inside),
                quoted(program.command(), inside)));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().put("PATH", PATH);
        return builder;
    }

    private String seconds() {
        return String.valueOf(config.testTimeoutMillis() / 1e3);
    }

    private String limits(Program program) {
        long processes = config.processes() + program.extraProcesses();
        // The kernel counts all of a user's threads; only a user of one's own starts from none.
        long others = level.sharesUser() ? Processes.threadsOfThisUser() : 0;
        return String.join(
                " ",
                "--as=" + ((long) config.memoryMb() + program.extraMemoryMb() << 20),
                "--cpu=" + config.cpuSeconds(),
                "--nproc=" + (processes + others),
                "--nofile=" + OPEN_FILES,
                "--fsize=" + ((long) config.fileMb() << 20),
                "--core=0");
    }

    private static String quoted(List<String> command, String inside) {
        return command.stream()
                .map(word -> word.replace("@code", inside + "/code").replace("@built", inside + "/box/program"))
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
