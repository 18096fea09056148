package org.acpo.driver.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.acpo.common.UserException;
import org.acpo.driver.cli.Main;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The words of the program that each command line becomes, for a distribution in a folder with a space in its name. */
class LauncherTest {
    private static final String SUBMIT = "org.apache.spark.deploy.SparkSubmit";

    @TempDir
    Path folder;

    private Path dist;
    private final Map<String, String> environment = new HashMap<>();
    private int processors = 8;

    @BeforeEach
    void unpack() throws IOException {
        dist = folder.resolve("a dist");
        touch(
                dist.resolve("jars/acpo-driver-1.jar"),
                dist.resolve("jars/b.jar"),
                dist.resolve("jars/acpo-common-1.jar"));
        touch(dist.resolve("spark/jars/spark-core_2.12-3.5.5.jar"), dist.resolve("spark/conf/log4j2.properties"));
        touch(dist.resolve("recipes/quickstart.yaml"));
        environment.putAll(
                Map.of("ACPO_HOME", dist.toString(), "JAVA_HOME", folder + "/jdk", "HOME", folder.toString()));
    }

    private static void touch(Path... files) throws IOException {
        for (Path file : files) {
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
    }

    private Invocation plan(String... line) {
        try {
            return Launcher.plan(List.of(line), new Installation(environment, processors));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The settings of a command for Spark, by name. */
    private static Map<String, String> conf(Invocation invocation) {
        Map<String, String> conf = new TreeMap<>();
        List<String> words = invocation.command();
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).equals("--conf")) {
                String[] setting = words.get(i + 1).split("=", 2);
                assertThat(conf.put(setting[0], setting[1]))
                        .as(setting[0] + " twice")
                        .isNull();
            }
        }
        return conf;
    }

    /** The words of a command for Spark besides its settings, from SparkSubmit or spark-submit on. */
    private static List<String> rest(Invocation invocation) {
        List<String> rest = new ArrayList<>();
        List<String> words = invocation.command();
        for (int i = Math.max(0, words.indexOf(SUBMIT)); i < words.size(); i++) {
            if (words.get(i).equals("--conf")) {
                i++;
            } else {
                rest.add(words.get(i));
            }
        }
        return rest;
    }

    private static String after(Invocation invocation, String option) {
        List<String> words = invocation.command();
        return words.get(words.indexOf(option) + 1);
    }

    @Test
    void theProgramIsTheCommandLine() {
        assertThat(Launcher.MAIN).isEqualTo(Main.class.getName());
    }

    /** Those whose help, or that of what they contain, has --master. */
    @Test
    void theCommandsThatNeedSpark() {
        List<String> onSpark = new CommandLine(newMain())
                .getSubcommands().entrySet().stream()
                        .filter(command -> takesMaster(command.getValue()))
                        .map(Map.Entry::getKey)
                        .toList();
        assertThat(Request.SPARK_COMMANDS).containsExactlyInAnyOrderElementsOf(onSpark);
    }

    private static boolean takesMaster(CommandLine command) {
        return command.getCommandSpec().findOption("--master") != null
                || command.getSubcommands().values().stream().anyMatch(LauncherTest::takesMaster);
    }

    private static Object newMain() {
        try {
            var constructor = Main.class.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aPlainCommandIsOneJvm() throws IOException {
        touch(folder.resolve("my own.jar"));
        environment.putAll(Map.of("HADOOP_CONF_DIR", "/etc/hadoop", "ACPO_DRIVER_MEMORY", "9g"));
        environment.put("ACPO_JAVA_OPTS", " -Da=b  -Dc=d ");
        String jar = folder.resolve("my own.jar").toString();
        assertThat(plan("verify", "--jars", jar + ",hdfs://n/b.jar", "--input", "x y", "")
                        .command())
                .containsExactly(
                        folder + "/jdk/bin/java",
                        "@" + dist + "/conf/java.options",
                        "-Xmx9g",
                        "-Dlog4j2.configurationFile=" + dist + "/conf/log4j2.properties",
                        "-Dai.djl.offline=true",
                        "-Da=b",
                        "-Dc=d",
                        "-cp",
                        "/etc/hadoop:" + dist + "/jars/*:" + dist + "/spark/jars/*:" + jar + ":hdfs://n/b.jar",
                        "org.acpo.driver.cli.Main",
                        "verify",
                        "--input",
                        "x y",
                        "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--version", "train --help", "train -h", "help train", "", "no-such-command", "chat --x train"})
    void withoutSpark(String line) {
        List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" "));
        List<String> command = plan(words.toArray(new String[0])).command();
        assertThat(command).contains("-Xmx4g").doesNotContain(SUBMIT);
        assertThat(command.subList(command.indexOf(Launcher.MAIN) + 1, command.size()))
                .isEqualTo(words);
    }

    @Test
    void theEnvironmentStandsBeforeTheProgram() {
        environment.put("MALLOC_TOP_PAD_", "7");
        Invocation plain = plan("verify");
        assertThat(plain.environment())
                .isEqualTo(Map.of(
                        "MALLOC_ARENA_MAX", "8",
                        "MALLOC_MMAP_MAX_", "0",
                        "MALLOC_TRIM_THRESHOLD_", "1000000000000",
                        "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1",
                        "DJL_CACHE_DIR", folder + "/.djl.ai"));
        assertThat(plain.words()).startsWith("env").contains("MALLOC_ARENA_MAX=8");
        assertThat(plain.words().subList(6, plain.words().size())).isEqualTo(plain.command());
    }

    @Test
    void anArenaForEachProcessorWithinBounds() {
        assertThat(List.of(NativeLibraries.arenas(1), NativeLibraries.arenas(5), NativeLibraries.arenas(64)))
                .containsExactly(2, 5, 8);
    }

    @Test
    void withoutAHomeNativeLibrariesLieInAFolderOfTheUser() throws IOException {
        environment.put("HOME", folder + "/none");
        environment.put("TMPDIR", "/scratch");
        Process id = new ProcessBuilder("id", "-u").start();
        String user = new String(id.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(plan("verify").environment()).containsEntry("DJL_CACHE_DIR", "/scratch/acpo-" + user);
    }

    /** As spark-submit itself would start the driver: the whole command. */
    @Test
    void onThisMachine() {
        Invocation local = plan("train", "--set", "a=b", "--run", "my run");
        List<String> java = local.command().subList(0, local.command().indexOf(SUBMIT));
        assertThat(java.subList(0, 6))
                .containsExactly(
                        folder + "/jdk/bin/java",
                        "-cp",
                        dist + "/jars/*:" + dist + "/spark/conf/:" + dist + "/spark/jars/*",
                        "-Xmx4g",
                        "-Dai.djl.offline=true",
                        "-Dlog4j2.configurationFile=" + dist + "/conf/log4j2.properties");
        assertThat(java.subList(6, java.size()))
                .startsWith("-XX:+IgnoreUnrecognizedVMOptions")
                .contains("--add-opens=java.base/java.nio=ALL-UNNAMED");
        assertThat(rest(local))
                .containsExactly(
                        SUBMIT,
                        "--master",
                        "local[*]",
                        "--class",
                        "org.acpo.driver.cli.Main",
                        "spark-internal",
                        "train",
                        "--set",
                        "a=b",
                        "--run",
                        "my run");
        assertThat(conf(local))
                .isEqualTo(Map.of(
                        "spark.app.name",
                        "acpo train",
                        "spark.driver.memory",
                        "4g",
                        "spark.executor.extraJavaOptions",
                        "-Dai.djl.offline=true",
                        "spark.executor.extraClassPath",
                        dist + "/jars/*",
                        "spark.driver.extraClassPath",
                        dist + "/jars/*",
                        "spark.driver.extraJavaOptions",
                        "-Dai.djl.offline=true \"-Dlog4j2.configurationFile=" + dist + "/conf/log4j2.properties\""));
        assertThat(local.environment())
                .containsEntry("SPARK_HOME", dist + "/spark")
                .containsEntry("SPARK_SCALA_VERSION", "2.12")
                .containsEntry("SPARK_LOCAL_IP", "127.0.0.1")
                .containsEntry("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");
    }

    @Test
    void fewProcessorsAreLeftToNativeCode() {
        processors = 4;
        assertThat(plan("train").command()).contains("-XX:TieredStopAtLevel=1");
        assertThat(plan("train", "--master", "yarn").command()).doesNotContain("-XX:TieredStopAtLevel=1");
    }

    @Test
    void whatTheUserSaysWins() throws IOException {
        Path file = Files.writeString(
                folder.resolve("my.conf"), "spark.driver.memory 7g\nspark.app.name=mine\nspark.secret s\n");
        environment.put("SPARK_LOCAL_IP", "10.0.0.1");
        Invocation local = plan(
                "--verbose",
                "eval",
                "--spark-properties=" + file,
                "--spark-conf=spark.x=a=b c",
                "--spark-conf",
                "spark.x=2",
                "--spark-conf=spark.app.name=last",
                "--master=local[2]");
        assertThat(local.command()).contains("-Xmx7g").doesNotContain("-Xmx4g");
        assertThat(conf(local))
                .containsEntry("spark.x", "2")
                .containsEntry("spark.app.name", "last")
                .doesNotContainKeys("spark.driver.memory", "spark.secret");
        assertThat(after(local, "--properties-file")).isEqualTo(file.toString());
        assertThat(after(local, "--master")).isEqualTo("local[2]");
        assertThat(local.command()).contains("-Dlog4j2.configurationFile=" + dist + "/conf/log4j2-verbose.properties");
        assertThat(rest(local)).endsWith("spark-internal", "--verbose", "eval", "--master=local[2]");
        assertThat(local.environment()).doesNotContainKey("SPARK_LOCAL_IP");
    }

    /** They were passed over in silence as long as the launcher looked at the command line alone. */
    @Test
    void masterAndDeployModeMayStandInAFileOrASetting() throws IOException {
        Path file = Files.writeString(
                folder.resolve("yarn.conf"), "spark.master yarn\nspark.submit.deployMode cluster\nspark.files c.sh\n");
        Invocation yarn = plan("train", "--recipe", "quickstart", "--spark-properties", file.toString());
        assertThat(after(yarn, "--master")).isEqualTo("yarn");
        assertThat(after(yarn, "--files")).isEqualTo(dist + "/recipes/quickstart.yaml,c.sh");
        assertThat(after(plan("train", "--spark-conf", "spark.master=local[3]"), "--master"))
                .isEqualTo("local[3]");
    }

    @Test
    void onYarnWithTheDriverHere() throws IOException {
        touch(folder.resolve("mine.jar"));
        environment.putAll(Map.of("ACPO_JAVA_OPTS", "-Da=b", "HADOOP_CONF_DIR", folder.toString()));
        environment.put("PYTORCH_LIBRARY_PATH", "/opt/torch lib");
        Invocation yarn = plan("train", "--master", "yarn", "--jars", folder + "/mine.jar", "--recipe", "quickstart");
        String cuda = " \"-Djna.library.path=/opt/torch lib/../../nvidia/cuda_runtime/lib\"";
        assertThat(rest(yarn))
                .containsExactly(
                        SUBMIT,
                        "--master",
                        "yarn",
                        "--jars",
                        folder + "/mine.jar," + dist + "/jars/acpo-common-1.jar," + dist + "/jars/b.jar",
                        "--class",
                        "org.acpo.driver.cli.Main",
                        dist + "/jars/acpo-driver-1.jar",
                        "train",
                        "--master",
                        "yarn",
                        "--recipe",
                        "quickstart");
        assertThat(conf(yarn))
                .isEqualTo(Map.of(
                        "spark.app.name",
                        "acpo train",
                        "spark.driver.memory",
                        "4g",
                        "spark.executor.extraJavaOptions",
                        "-Dai.djl.offline=true" + cuda,
                        "spark.executor.userClassPathFirst",
                        "true",
                        "spark.driver.extraClassPath",
                        dist + "/jars/*",
                        "spark.driver.extraJavaOptions",
                        "-Dai.djl.offline=true" + cuda + " \"-Dlog4j2.configurationFile=" + dist
                                + "/conf/log4j2.properties\" -Da=b"));
        assertThat(yarn.command())
                .contains("-Djna.library.path=/opt/torch lib/../../nvidia/cuda_runtime/lib", "-Da=b")
                .anyMatch(word -> word.endsWith("/spark/jars/*:" + folder + "/"));
        assertThat(yarn.environment()).doesNotContainKey("SPARK_LOCAL_IP");
    }

    @Test
    void onYarnWithTheDriverThere() throws IOException {
        Path mine = Files.createFile(folder.resolve("mine.yaml"));
        Invocation yarn = plan(
                "train",
                "--master=yarn",
                "--recipe=" + mine,
                "--spark-conf=spark.submit.deployMode=cluster",
                "--spark-conf=spark.files=b.sh");
        assertThat(rest(yarn))
                .containsExactly(
                        SUBMIT,
                        "--master",
                        "yarn",
                        "--jars",
                        dist + "/jars/acpo-common-1.jar," + dist + "/jars/b.jar",
                        "--files",
                        mine + ",b.sh",
                        "--class",
                        "org.acpo.driver.cli.Main",
                        dist + "/jars/acpo-driver-1.jar",
                        "train",
                        "--master=yarn",
                        "--recipe=mine.yaml");
        assertThat(conf(yarn))
                .isEqualTo(Map.of(
                        "spark.app.name", "acpo train",
                        "spark.driver.memory", "4g",
                        "spark.submit.deployMode", "cluster",
                        "spark.files", "b.sh",
                        "spark.executor.extraJavaOptions", "-Dai.djl.offline=true",
                        "spark.executor.userClassPathFirst", "true",
                        "spark.driver.userClassPathFirst", "true",
                        "spark.yarn.maxAppAttempts", "1",
                        "spark.driver.extraJavaOptions", "-Dai.djl.offline=true"));
        assertThat(yarn.command()).as("the JVM here only submits").doesNotContain("-Xmx4g");
    }

    @Test
    void onKubernetes() {
        Invocation pods = plan(
                "train",
                "--master",
                "k8s://https://h:6443",
                "--spark-conf=spark.submit.deployMode=cluster",
                "--recipe",
                "/none");
        assertThat(after(pods, "--master")).isEqualTo("k8s://https://h:6443");
        assertThat(rest(pods))
                .endsWith(
                        dist + "/jars/acpo-driver-1.jar",
                        "train",
                        "--master",
                        "k8s://https://h:6443",
                        "--recipe",
                        "/none")
                .doesNotContain("--files");
        assertThat(conf(pods)).containsEntry("spark.driver.userClassPathFirst", "true");
    }

    @Test
    void onAStandaloneWorkerAllLiesWhereItLiesHere() {
        String master = "spark://host:7077";
        Invocation worker = plan(
                "train", "--master", master, "--recipe", "quickstart", "--spark-conf=spark.submit.deployMode=cluster");
        assertThat(rest(worker))
                .containsExactly(
                        SUBMIT,
                        "--master",
                        master,
                        "--class",
                        "org.acpo.driver.cli.Main",
                        "file:" + dist + "/jars/acpo-driver-1.jar",
                        "train",
                        "--master",
                        master,
                        "--recipe",
                        dist + "/recipes/quickstart.yaml");
        assertThat(conf(worker))
                .containsEntry("spark.standalone.submit.waitAppCompletion", "true")
                .containsEntry("spark.executor.extraClassPath", dist + "/jars/*")
                .containsEntry(
                        "spark.driver.extraJavaOptions",
                        "-Dai.djl.offline=true \"@" + dist + "/conf/java.options\" \"-Dlog4j2.configurationFile=" + dist
                                + "/conf/log4j2.properties\"");
        assertThat(after(plan("train", "--master", master), "--jars"))
                .as("with the driver here they travel")
                .isEqualTo(dist + "/jars/acpo-common-1.jar," + dist + "/jars/b.jar");
    }

    /** Its script reads conf/spark-env.sh. */
    @Test
    void aSparkOfTheUserIsStartedByItsOwnScript() throws IOException {
        Path spark = folder.resolve("my spark");
        touch(spark.resolve("jars/spark-core_2.12-3.5.1.jar"), spark.resolve("bin/spark-submit"));
        environment.put("SPARK_HOME", spark.toString());
        assertThatThrownBy(() -> plan("train"))
                .isInstanceOf(UserException.class)
                .hasMessage("SPARK_HOME=" + spark + " has no bin/spark-submit");
        assertThat(spark.resolve("bin/spark-submit").toFile().setExecutable(true))
                .isTrue();
        Invocation own = plan("train");
        assertThat(rest(own))
                .containsExactly(
                        spark + "/bin/spark-submit",
                        "--master",
                        "local[*]",
                        "--class",
                        "org.acpo.driver.cli.Main",
                        "spark-internal",
                        "train");
        assertThat(own.environment()).containsEntry("SPARK_HOME", spark.toString());
        Files.delete(spark.resolve("jars/spark-core_2.12-3.5.1.jar"));
        assertThatThrownBy(() -> plan("train"))
                .isInstanceOf(UserException.class)
                .hasMessage("SPARK_HOME=" + spark
                        + " is not Spark 3.5 for Scala 2.12; unset it to use the one that comes with acpo");
        assertThat(plan("verify").command()).as("needs no Spark").contains("verify");
    }

    @Test
    void wrongUsage() {
        refused("--spark-conf takes key=value, got 'x'", "--spark-conf", "x");
        refused("--spark-conf takes key=value, got ''", "--spark-conf");
        refused("--spark-conf takes settings of Spark, which begin with spark., got 'a=b'", "--spark-conf=a=b");
        refused("--spark-properties takes a file of Spark settings, got '/none'", "--spark-properties", "/none");
        refused("--spark-properties takes a file of Spark settings, got ''", "--spark-properties");
        refused(
                "--spark-properties takes a file of Spark settings, got '" + folder + "'",
                "--spark-properties=" + folder);
        refused("--jars none.jar: no such file can be read", "--jars", "none.jar");
        refused("--jars takes jar files separated by commas, got ''", "--jars=");
    }

    private void refused(String message, String... options) {
        List<String> line = new ArrayList<>(List.of("train"));
        line.addAll(Arrays.asList(options));
        assertThatThrownBy(() -> plan(line.toArray(new String[0])))
                .isInstanceOf(WrongUsage.class)
                .hasMessage(message);
    }

    @Test
    void theHeapIsNoJavaOption() {
        environment.put("ACPO_JAVA_OPTS", "-Xmx8g");
        assertThatThrownBy(() -> plan("train"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Not allowed to specify max heap(Xmx)");
    }

    @Test
    void aMasterWithoutAValueIsLeftToTheCommand() {
        Invocation train = plan("train", "--master");
        assertThat(rest(train)).endsWith("spark-internal", "train", "--master");
        assertThat(after(train, "--master")).isEqualTo("local[*]");
    }
}
