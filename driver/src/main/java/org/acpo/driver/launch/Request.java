package org.acpo.driver.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A command line, sorted into what Spark gets and what the command gets. */
final class Request {
    /** The commands that run as Spark applications; the others are plain Java programs. */
    static final Set<String> SPARK_COMMANDS =
            Set.of("train", "eval", "generate", "score", "attribute", "credit", "report", "study", "bench", "doctor");

    private static final Set<String> INFORMING = Set.of("-h", "--help", "-V", "--version");

    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> sparkConf = new LinkedHashMap<>();
    private final List<String> jars = new ArrayList<>();
    private String command = "";
    private String master = "";
    private @Nullable Path sparkProperties;
    private boolean verbose;
    private boolean informs;

    /** @throws WrongUsage an option for Spark or for Java is given wrongly */
    Request(List<String> line) {
        for (int i = 0; i < line.size(); i++) {
            String word = line.get(i);
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String option = equals < 0 ? word : word.substring(0, equals);
            boolean follows = equals < 0 && i + 1 < line.size();
            String value = equals < 0 ? (follows ? line.get(i + 1) : "") : word.substring(equals + 1);
            switch (option) {
                case "--spark-conf" -> addConf(value);
                case "--spark-properties" -> sparkProperties = propertiesFile(value);
                case "--jars" -> addJars(value);
                case "--master" -> {
                    // the command sees its master too
                    master = value;
                    arguments.add(word);
                    if (follows) {
                        arguments.add(value);
                    }
                }
                default -> {
                    addWord(word);
                    follows = false;
                }
            }
            i += follows ? 1 : 0;
        }
    }

    private void addWord(String word) {
        arguments.add(word);
        verbose |= word.equals("--verbose");
        informs |= INFORMING.contains(word);
        if (command.isEmpty() && !word.startsWith("-")) {
            command = word;
        }
    }

    private void addConf(String setting) {
        int equals = setting.indexOf('=');
        if (equals < 0) {
            throw new WrongUsage("--spark-conf takes key=value, got '" + setting + "'");
        }
        if (!setting.startsWith("spark.")) {
            throw new WrongUsage(
                    "--spark-conf takes settings of Spark, which begin with spark., got '" + setting + "'");
        }
        sparkConf.put(setting.substring(0, equals), setting.substring(equals + 1));
    }

    private static Path propertiesFile(String value) {
        Path file = Path.of(value);
        if (value.isEmpty() || Files.isDirectory(file) || !Files.isReadable(file)) {
            throw new WrongUsage("--spark-properties takes a file of Spark settings, got '" + value + "'");
        }
        return file;
    }

    /** Jars of the user, with a verifier for instance: separated by commas, on this machine or any Hadoop file system. */
    private void addJars(String value) {
        for (String jar : value.split(",")) {
            if (jar.isEmpty()) {
                throw new WrongUsage("--jars takes jar files separated by commas, got '" + value + "'");
            }
            if (!jar.contains(":/") && !Files.isReadable(Path.of(jar))) {
                throw new WrongUsage("--jars " + jar + ": no such file can be read");
            }
            jars.add(jar);
        }
    }

    /** Whether it has to run as a Spark application. */
    boolean needsSpark() {
        return !informs && SPARK_COMMANDS.contains(command);
    }

    /** The command's name; empty if there is none. */
    String command() {
        return command;
    }

    /** What the command gets. */
    List<String> arguments() {
        return arguments;
    }

    /** The value of {@code --master}; empty if there is none. */
    String master() {
        return master;
    }

    /** The values of {@code --spark-conf}, of several for one key the last. */
    Map<String, String> sparkConf() {
        return sparkConf;
    }

    /** The value of {@code --spark-properties}. */
    @Nullable
    Path sparkProperties() {
        return sparkProperties;
    }

    /** The values of {@code --jars}. */
    List<String> jars() {
        return jars;
    }

    boolean verbose() {
        return verbose;
    }
}
