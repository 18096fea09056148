package org.acpo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark's standalone cluster: a Master and two Workers as processes on loopback, executors with the jars shipped to them. */
class StandaloneIT {
    private static final String SECRET = "correct-horse-battery-staple";

    @TempDir
    Path folder;

    /** With what a guarded site has: its own Spark, authentication, encryption, counted GPUs and an event log. */
    @Test
    void aSecuredClusterGivesTheSameNumbersAndKeepsItsSecret() throws IOException {
        Path secure = Files.writeString(
                folder.resolve("secure.conf"),
                "spark.authenticate true\nspark.network.crypto.enabled true\nspark.authenticate.secret " + SECRET
                        + "\n");
        Path events = Files.createDirectory(folder.resolve("events"));
        Path spark = OwnSpark.home();
        Path run = folder.resolve("run");
        Map<String, String> settings = Map.of(
                "spark.authenticate", "true",
                "spark.authenticate.secret", SECRET,
                "spark.network.crypto.enabled", "true",
                "spark.worker.resource.gpu.amount", "1",
                "spark.worker.resource.gpu.discoveryScript",
                        GpuMachine.discoveryScript(folder, 1).toString());
        try (StandaloneCluster cluster = new StandaloneCluster(folder, spark, settings)) {
            cluster.addWorker();
            cluster.addWorker();
            List<String> arguments = Acpo.with(
                    Acpo.trainTiny(cluster.url(), run),
                    "--spark-properties",
                    secure.toString(),
                    "--spark-conf=spark.executor.resource.gpu.amount=1",
                    "--spark-conf=spark.task.resource.gpu.amount=1",
                    "--spark-conf=spark.acpo.device=cpu",
                    "--spark-conf=spark.eventLog.enabled=true",
                    "--spark-conf=spark.eventLog.dir=" + events.toUri());
            Map<String, String> environment = Map.of("SPARK_HOME", spark.toString(), "SPARK_LOCAL_IP", "127.0.0.1");
            Acpo.Result result = Acpo.start(folder, environment, arguments).await();
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.err() + result.out()).doesNotContain(SECRET);
        }
        Reference.assertSame(run);
        EventLog log = EventLog.in(events);
        assertThat(log.executors()).as("executors that joined").isEqualTo(2);
        assertThat(log.jobDescriptions()).contains("step 1: rollouts, level 1", "step 4: evaluation");
        assertThat(filesWith(SECRET)).as("files that hold the secret").containsOnly("secure.conf", "daemons.conf");
    }

    /** Dynamic allocation: one executor at first, another joins late, and then the first is lost with its whole machine. */
    @Test
    void executorsThatComeAndGoChangeNoNumber() throws IOException {
        Path events = Files.createDirectory(folder.resolve("events"));
        Path run = folder.resolve("run");
        Path spark = Acpo.DISTRIBUTION.resolve("spark");
        try (StandaloneCluster cluster = new StandaloneCluster(folder, spark, Map.of())) {
            Daemon first = cluster.addWorker();
            Acpo.Running running = Acpo.start(
                    folder,
                    Map.of("SPARK_LOCAL_IP", "127.0.0.1"),
                    Acpo.with(
                            Acpo.trainTiny(cluster.url(), run),
                            "--spark-conf=spark.dynamicAllocation.enabled=true",
                            "--spark-conf=spark.dynamicAllocation.shuffleTracking.enabled=true",
                            "--spark-conf=spark.dynamicAllocation.minExecutors=1",
                            "--spark-conf=spark.dynamicAllocation.initialExecutors=2",
                            "--spark-conf=spark.dynamicAllocation.maxExecutors=2",
                            "--spark-conf=spark.eventLog.enabled=true",
                            "--spark-conf=spark.eventLog.dir=" + events.toUri()));
            running.awaitRows(run, 1);
            cluster.addWorker();
            running.awaitRows(run, 3);
            first.close();
            Acpo.Result result = running.await();
            assertThat(result.exitCode()).as(result.err()).isZero();
        }
        Reference.assertSame(run);
        EventLog log = EventLog.in(events);
        assertThat(log.executors()).isGreaterThanOrEqualTo(2);
        assertThat(log.lostExecutors()).isPositive();
        assertThat(log.executorsOfTasks()).as("executors that did something").hasSizeGreaterThanOrEqualTo(2);
    }

    /** In cluster mode: acpo, the recipe and the run folder lie at the same path on every machine. */
    @Test
    void theDriverRunsOnAWorker() {
        Path run = folder.resolve("run");
        Path spark = Acpo.DISTRIBUTION.resolve("spark");
        try (StandaloneCluster cluster = new StandaloneCluster(folder, spark, Map.of())) {
            cluster.addWorker();
            cluster.addWorker();
            Acpo.Result result = Acpo.start(
                            folder,
                            Map.of("SPARK_LOCAL_IP", "127.0.0.1"),
                            Acpo.with(
                                    Acpo.trainTiny(cluster.url(), run), "--spark-conf=spark.submit.deployMode=cluster"))
                    .await();
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.out())
                    .as("what the driver says, its worker keeps")
                    .isEmpty();
        }
        Reference.assertSame(run);
    }

    private List<String> filesWith(String text) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".jar"))
                    .filter(file -> contains(file, text))
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.size(file) < 64 << 20
                    && new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
                            .contains(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
