package org.acpo.common.verify.code;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acpo.common.UserException;
import org.jspecify.annotations.Nullable;

/** The Python interpreter and the JDK of this machine, and programs for them. */
final class Runtimes {
    private static final int JAVA_MEMORY_MB = 640;
    private static final int JAVA_THREADS = 32;
    private static final int PYTHON_SECONDS = 20;
    private static final Pattern PUBLIC_TYPE =
            Pattern.compile("\\bpublic\\s+(?:(?:final|abstract|sealed)\\s+)?(?:class|record|interface|enum)\\s+(\\w+)");
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|record|interface|enum)\\s+(\\w+)");
    private static final Pattern MAIN = Pattern.compile("\\bstatic\\s+(?:final\\s+)?void\\s+main\\s*\\(");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^\\s*package\\s+([\\w.]+)\\s*;");

    private final CodeConfig config;
    private @Nullable List<String> python;

    Runtimes(CodeConfig config) {
        this.config = config;
    }

    Program program(String code, Language language, @Nullable String function) {
        return language == Language.PYTHON ? python(code, function) : java(code, function);
    }

    private Program python(String code, @Nullable String function) {
        List<String> command = new ArrayList<>(List.of(interpreter().get(0), "-s", "-B"));
        Map<String, byte[]> files = new TreeMap<>(Map.of("main.py", code.getBytes(StandardCharsets.UTF_8)));
        if (function != null) {
            files.put("call.py", resource("call.py"));
            command.add("@code/call.py");
        }
        command.add("@code/main.py");
        return new Program(files, List.of(), command, 0, 0);
    }

    private Program java(String code, @Nullable String function) {
        Path bin = Path.of(System.getProperty("java.home"), "bin");
        if (!Files.isExecutable(bin.resolve("javac"))) {
            throw new UserException("verifier.kind code needs a JDK for Java programs, but " + bin
                    + " has no javac; run Spark's executors on a JDK");
        }
        Matcher type = PUBLIC_TYPE.matcher(code);
        String file = (type.find() ? type.group(1) : "Main") + ".java";
        Map<String, byte[]> files = new TreeMap<>(Map.of(file, code.getBytes(StandardCharsets.UTF_8)));
        List<String> compile = new ArrayList<>(List.of(bin.resolve("javac").toString()));
        jvm().forEach(option -> compile.add("-J" + option));
        compile.addAll(List.of("-encoding", "UTF-8", "-proc:none", "-nowarn", "-d", ".", "@code/" + file));
        List<String> command = new ArrayList<>(List.of(bin.resolve("java").toString()));
        command.addAll(jvm());
        if (function == null) {
            command.addAll(List.of("-cp", "@built", mainClass(code)));
        } else {
            String path = JavaCalls.class.getName().replace('.', '/') + ".class";
            files.put(path, resource("/" + path));
            command.addAll(List.of("-cp", "@code:@built", JavaCalls.class.getName(), "@built"));
        }
        return new Program(files, compile, command, JAVA_MEMORY_MB, JAVA_THREADS);
    }

    private List<String> jvm() {
        return List.of(
                "-Xmx" + config.memoryMb() + "m",
                "-Xss16m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=32m",
                "-XX:CompressedClassSpaceSize=32m",
                "-XX:-UsePerfData");
    }

    /** The class in which the first main method stands. */
    private static String mainClass(String code) {
        Matcher main = MAIN.matcher(code);
        int end = main.find() ? main.start() : code.length();
        Matcher type = TYPE.matcher(code).region(0, end);
        String name = "Main";
        while (type.find()) {
            name = type.group(1);
        }
        Matcher inside = PACKAGE.matcher(code);
        return inside.find() ? inside.group(1) + "." + name : name;
    }

    /** Folders and files of the host that the runtimes need, where there are such. */
    List<String> visible(Language language) {
        List<String> visible =
                new ArrayList<>(List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache"));
        if (language == Language.PYTHON) {
            visible.addAll(interpreter().subList(1, interpreter().size()));
        } else {
            Path home = Path.of(System.getProperty("java.home"));
            visible.add(home.toString());
            visible.addAll(linked(home));
        }
        visible.removeIf(folder -> folder.startsWith("/usr/"));
        return visible;
    }

    /** Debian's JDK keeps its configuration in /etc, behind links. */
    private static List<String> linked(Path home) {
        try {
            Path security = home.resolve("conf/security/java.security").toRealPath();
            return security.startsWith(home)
                    ? List.of()
                    : List.of(security.resolve("../..").normalize().toString());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Path of the interpreter, and the folders that it lives in. */
    private synchronized List<String> interpreter() {
        if (python == null) {
            python = find(config.python());
        }
        return python;
    }

    private static List<String> find(String command) {
        String ask =
                "import os, sys; print(*dict.fromkeys([os.path.realpath(sys.executable), sys.base_prefix, sys.prefix]), sep='\\n')";
        try {
            Process process = new ProcessBuilder(command, "-c", ask)
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (process.waitFor(PYTHON_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0 && !lines.isEmpty()) {
                return lines;
            }
            throw new UserException(
                    "verifier.code.python is " + command + ", which is no Python 3: " + String.join(" ", lines));
        } catch (IOException e) {
            throw new UserException(
                    "verifier.code.python is " + command
                            + ", which does not start; install Python 3 on the executors or give its path",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking for Python", e);
        }
    }

    static byte[] resource(String name) {
        try (InputStream in = Runtimes.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
