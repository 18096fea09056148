package org.apache.spark.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The command that a {@link SparkLauncher} stands for. Spark's launcher itself only starts it as a child, which would not
 * die with {@code bin/acpo} when that is killed; the command is to take its place instead. It stands in Spark's package
 * because the builder behind a launcher is package-private.
 */
public final class LaunchedCommand {
    private LaunchedCommand() {}

    /**
     * The Java program that spark-submit ends in. It does not read {@code conf/spark-env.sh}.
     *
     * @param environment gets the variables that the program needs besides
     * @throws IllegalArgumentException what is asked for cannot be; its message says why
     */
    public static List<String> java(SparkLauncher launcher, Map<String, String> environment) throws IOException {
        return launcher.builder.buildCommand(environment);
    }

    /** The same through the {@code spark-submit} of the Spark in {@code sparkHome}. */
    public static List<String> sparkSubmit(SparkLauncher launcher, Path sparkHome) {
        List<String> command = new ArrayList<>();
        command.add(sparkHome.resolve("bin/spark-submit").toString());
        command.addAll(launcher.builder.buildSparkSubmitArgs());
        return command;
    }
}
