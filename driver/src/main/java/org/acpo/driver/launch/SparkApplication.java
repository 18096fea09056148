package org.acpo.driver.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.launcher.LaunchedCommand;
import org.apache.spark.launcher.SparkLauncher;

/**
 * A command that runs as a Spark application: on this machine ({@code local…}), with a driver here and executors elsewhere,
 * or with the driver on the cluster too. What the user says of Spark's settings wins over what is said here.
 */
final class SparkApplication {
    private static final String OFFLINE = "-Dai.djl.offline=true";
    private static final int FEW_PROCESSORS = 4;

    private final Request request;
    private final Installation installation;
    private final Path spark;
    private final Map<String, String> environment;
    private final SparkLauncher launcher;
    private final SparkSettings settings;
    private final String master;
    private final boolean driverOnCluster;

    SparkApplication(Request request, Installation installation) {
        this.request = request;
        this.installation = installation;
        spark = installation.spark();
        environment = new HashMap<>(NativeLibraries.missing(installation));
        environment.put("SPARK_HOME", spark.toString());
        environment.put("SPARK_SCALA_VERSION", "2.12");
        Map<String, String> all = new HashMap<>(installation.environment());
        all.putAll(environment);
        launcher = new SparkLauncher(all);
        settings = new SparkSettings(launcher, request);
        master = master();
        driverOnCluster = "cluster".equals(settings.given(SparkLauncher.DEPLOY_MODE));
    }

    private String master() {
        String given = request.master().isEmpty() ? settings.given(SparkLauncher.SPARK_MASTER) : request.master();
        return given == null ? "local[*]" : given;
    }

    /** @throws IllegalArgumentException Spark's launcher refuses a setting */
    Invocation invocation() throws IOException {
        launcher.setMainClass(Launcher.MAIN).setMaster(master);
        settings.suggest("spark.app.name", "acpo " + request.command());
        settings.suggest(SparkLauncher.DRIVER_MEMORY, installation.memory());
        settings.suggest(SparkLauncher.EXECUTOR_EXTRA_JAVA_OPTIONS, OFFLINE + cudaOption());
        request.jars().forEach(launcher::addJar);
        settings.givenList("spark.jars").forEach(launcher::addJar);
        if (master.startsWith("local")) {
            runHere();
        } else if (master.startsWith("spark://") && driverOnCluster) {
            runOnAWorker();
        } else {
            runOnCluster();
        }
        return new Invocation(environment, command());
    }

    /** Spark's own script reads the settings of a site that has a Spark; ours has none, and its script would add a JVM. */
    private List<String> command() throws IOException {
        return installation.hasOwnSpark()
                ? LaunchedCommand.sparkSubmit(launcher, spark)
                : LaunchedCommand.java(launcher, environment);
    }

    /** Driver and executors are on this machine and find the jars where they lie. */
    private void runHere() {
        if (installation.variable("SPARK_LOCAL_IP") == null) {
            environment.put("SPARK_LOCAL_IP", "127.0.0.1");
        }
        settings.suggest(SparkLauncher.EXECUTOR_EXTRA_CLASSPATH, installation.jars());
        // native code does the arithmetic; on a few cores the optimizing compiler would take a fifth of them from it
        // for minutes
        boolean few = installation.processors() <= FEW_PROCESSORS;
        driveHere(few ? " -XX:TieredStopAtLevel=1" : "");
        run(SparkLauncher.NO_RESOURCE, request.arguments());
    }

    /** The Master hands no files on to the worker that runs the driver: acpo and the recipe lie there at the same path. */
    private void runOnAWorker() {
        settings.suggest(SparkLauncher.EXECUTOR_EXTRA_CLASSPATH, installation.jars());
        settings.suggest("spark.standalone.submit.waitAppCompletion", "true");
        // Spark gives such a driver none of the flags that it needs on Java 17
        driveHere(" " + quoted(installation.moduleOptions()));
        run("file:" + installation.driverJar(), recipes(false).arguments());
    }

    /** The jars travel with the application. */
    private void runOnCluster() {
        installation.otherJars().forEach(launcher::addJar);
        // first, because Apache's own Spark has a guava and a gson that are too old for Jinjava and DJL
        settings.suggest("spark.executor.userClassPathFirst", "true");
        if (driverOnCluster) {
            settings.suggest("spark.driver.userClassPathFirst", "true");
            // YARN would start a driver that failed once more, into a folder that holds a run by then
            settings.suggest("spark.yarn.maxAppAttempts", "1");
            suggestDriverOptions("");
            RecipeFiles recipes = recipes(true);
            recipes.files().forEach(launcher::addFile);
            // Spark takes these from one place only
            settings.givenList("spark.files").forEach(launcher::addFile);
            run(installation.driverJar(), recipes.arguments());
        } else {
            driveHere("");
            run(installation.driverJar(), request.arguments());
        }
    }

    /** For a driver on a machine where acpo lies as here. */
    private void driveHere(String javaOptions) {
        suggestDriverOptions(javaOptions + " " + quoted(installation.logOption(request.verbose())));
        settings.suggest(SparkLauncher.DRIVER_EXTRA_CLASSPATH, installation.jars());
    }

    private void suggestDriverOptions(String more) {
        String options = OFFLINE + cudaOption() + more + " " + installation.javaOptions();
        settings.suggest(SparkLauncher.DRIVER_EXTRA_JAVA_OPTIONS, options.strip());
    }

    private void run(String application, List<String> arguments) {
        launcher.setAppResource(application).addAppArgs(arguments.toArray(new String[0]));
    }

    private RecipeFiles recipes(boolean travel) {
        return new RecipeFiles(request.arguments(), installation.home().resolve("recipes"), travel);
    }

    /** DJL counts GPUs by libcudart, which a wheel of PyTorch has where libtorch alone looks for it. */
    private String cudaOption() {
        String libtorch = installation.variable("PYTORCH_LIBRARY_PATH");
        return libtorch == null
                ? ""
                : " " + quoted("-Djna.library.path=" + libtorch + "/../../nvidia/cuda_runtime/lib");
    }

    /** As one option, whatever characters it has, in a string of options that Spark splits. */
    private static String quoted(String option) {
        return '"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
