package org.acpo.driver.launch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.jspecify.annotations.Nullable;

/**
 * Where things are on this machine.
 *
 * @param environment the variables of the user; {@code ACPO_HOME} and {@code JAVA_HOME} are set
 * @param processors how many there are for the program
 */
record Installation(Map<String, String> environment, int processors) {
    private static final String DRIVER_JAR = "acpo-driver-*.jar";
    private static final String SPARK_JAR = "spark-core_2.12-3.5.*.jar";

    @Nullable
    String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    String variable(String name, String otherwise) {
        String value = variable(name);
        return value == null ? otherwise : value;
    }

    Path home() {
        return Path.of(variable("ACPO_HOME", "."));
    }

    String java() {
        return variable("JAVA_HOME", System.getProperty("java.home")) + "/bin/java";
    }

    /** Heap of the driver, or of a command that runs without Spark, as Java and Spark write it. */
    String memory() {
        return variable("ACPO_DRIVER_MEMORY", "4g");
    }

    /** What the user wants passed to that JVM, separated by white space. */
    String javaOptions() {
        return variable("ACPO_JAVA_OPTS", "").strip();
    }

    /** The flags without which Spark does not run on Java 17. */
    String moduleOptions() {
        return "@" + home().resolve("conf/java.options");
    }

    /** The option that names the settings of the log. */
    String logOption(boolean verbose) {
        return "-Dlog4j2.configurationFile="
                + home().resolve("conf").resolve(verbose ? "log4j2-verbose.properties" : "log4j2.properties");
    }

    /** All jars of acpo, as a class path says it. */
    String jars() {
        return home().resolve("jars") + "/*";
    }

    /** The jar that holds {@code Main}. */
    String driverJar() {
        return list(home().resolve("jars"), DRIVER_JAR).get(0);
    }

    /** The jars of acpo but {@link #driverJar}, by name. */
    List<String> otherJars() {
        List<String> jars = list(home().resolve("jars"), "*.jar");
        jars.remove(driverJar());
        return jars;
    }

    /** Whether the user brings a Spark; ours lies in the distribution. */
    boolean hasOwnSpark() {
        return variable("SPARK_HOME") != null && !sparkHome().equals(home().resolve("spark"));
    }

    /**
     * The Spark to run on.
     *
     * @throws UserException it is none that acpo runs on
     */
    Path spark() {
        Path spark = sparkHome();
        if (list(spark.resolve("jars"), SPARK_JAR).isEmpty()) {
            throw new UserException("SPARK_HOME=" + spark + " is not Spark 3.5 for Scala 2.12;"
                    + " unset it to use the one that comes with acpo");
        }
        if (hasOwnSpark() && !Files.isExecutable(spark.resolve("bin/spark-submit"))) {
            throw new UserException("SPARK_HOME=" + spark + " has no bin/spark-submit");
        }
        return spark;
    }

    private Path sparkHome() {
        return Path.of(variable("SPARK_HOME", home().resolve("spark").toString()));
    }

    private static List<String> list(Path folder, String glob) {
        List<String> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
                files.forEach(file -> found.add(file.toString()));
            } catch (IOException e) {
                throw new UserException(folder + " cannot be read: " + e, e);
            }
        }
        Collections.sort(found);
        return found;
    }
}
