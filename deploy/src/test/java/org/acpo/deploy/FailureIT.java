package org.acpo.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.acpo.deploy.faults.Fault;
import org.acpo.deploy.faults.FaultyFileSystem;
import org.acpo.deploy.faults.FaultyVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that lose executors, tasks and disks end with the numbers of the run that lost nothing, to the last bit. */
class FailureIT {
    @TempDir
    Path folder;

    /** One fault in each step: executors killed twice, a task that fails, and one that hangs until its copy is done. */
    @Test
    void executorsAreKilledAndTasksFailOrHang() throws IOException {
        Path run = folder.resolve("run");
        Path armed = Files.createDirectory(folder.resolve("armed"));
        Path events = Files.createDirectory(folder.resolve("events"));
        Files.createFile(armed.resolve(Fault.KILL_SAMPLING.name()));
        try (StandaloneCluster cluster = new StandaloneCluster(folder, Acpo.DISTRIBUTION.resolve("spark"), Map.of())) {
            // Spark runs no copy of a task on the host that hangs
            cluster.addWorker("127.0.0.1");
            cluster.addWorker("127.0.0.2");
            Acpo.Running running = Acpo.start(
                    folder, Map.of("SPARK_LOCAL_IP", "127.0.0.1"), faulty(cluster.url(), run, armed, events));
            arm(running, armed, run, 2, Fault.KILL_REFRESH);
            arm(running, armed, run, 3, Fault.EXCEPTION);
            arm(running, armed, run, 4, Fault.STRAGGLER);
            Acpo.Result result = running.await();
            assertThat(result.exitCode()).as(result.err()).isZero();
        }
        assertThat(armed).as("faults that did not happen").isEmptyDirectory();
        Reference.assertSame(run);
        EventLog log = EventLog.in(events);
        assertThat(log.executors())
                .as("two at first, and one for each that was killed")
                .isEqualTo(4);
        assertThat(log.lostExecutors()).isEqualTo(2);
        assertThat(log.failedTasks()).isGreaterThanOrEqualTo(3);
        assertThat(log.speculativeTasks()).isPositive();
        assertThat(log.counted("rollouts")).as("counted once").isEqualTo(Metrics.rollouts(run));
    }

    /**
     * With executors that compute gradients, one of them killed meanwhile, then the driver when weights between two
     * minibatches are out: resumed, the run has the numbers of one that lost nothing.
     */
    @Test
    void anExecutorAndThenTheDriverAreKilledWhileGradientsAreComputed() throws IOException {
        Path armed = Files.createDirectory(folder.resolve("armed"));
        Path events = Files.createDirectory(folder.resolve("events"));
        Path undisturbed = folder.resolve("undisturbed");
        String[] spread = {"--set=update.mode=executors", "--set=rollout.tasks=2"};
        Acpo.Result calm = Acpo.start(folder, Map.of(), Acpo.with(Acpo.trainTiny("local[2]", undisturbed), spread))
                .await();
        assertThat(calm.exitCode()).as(calm.err()).isZero();
        Metrics.assertClose(undisturbed, Reference.run(), 1);
        Files.createFile(armed.resolve(Fault.KILL_GRADIENT.name()));
        Path run = folder.resolve("run");
        Acpo.Running running =
                Acpo.start(folder, Map.of(), Acpo.with(faulty("local-cluster[2,1,1536]", run, armed, events), spread));
        running.awaitRows(run, 3);
        awaitWeightsBetweenMinibatches(running, run);
        running.kill();
        assertThat(running.await().exitCode()).as("killed by SIGKILL").isEqualTo(128 + 9);
        assertThat(armed).as("faults that did not happen").isEmptyDirectory();
        assertThat(EventLog.in(events).lostExecutors()).isEqualTo(1);
        assertThat(Metrics.count(run)).isBetween(3, Reference.STEPS);
        List<String> resume = List.of("train", "--run", "faulty://" + run, "--resume");
        Acpo.Result resumed = Acpo.start(
                        folder, Map.of(), Acpo.with(resume, faults("local-cluster[2,1,1536]", armed, events)))
                .await();
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(Metrics.withoutTimes(run)).isEqualTo(Metrics.withoutTimes(undisturbed));
    }

    private static void awaitWeightsBetweenMinibatches(Acpo.Running running, Path run) throws IOException {
        while (running.process().isAlive()) {
            try (Stream<Path> weights = Files.list(run.resolve("weights"))) {
                if (weights.anyMatch(file -> file.getFileName().toString().startsWith("v--"))) {
                    return;
                }
            }
            Daemon.pause(5);
        }
    }

    private static List<String> faulty(String master, Path run, Path armed, Path events) {
        List<String> begin = Acpo.with(
                List.of("train", "--recipe", Acpo.TINY.toString(), "--run", "faulty://" + run),
                "--set=verifier.kind=custom",
                "--set=verifier.class_name=" + FaultyVerifier.class.getName());
        return Acpo.with(begin, faults(master, armed, events));
    }

    /** Executors on which what is armed goes wrong. */
    private static String[] faults(String master, Path armed, Path events) {
        String classes = Acpo.DISTRIBUTION + "/jars/*:"
                + Path.of("target", "test-classes").toAbsolutePath();
        return new String[] {
            "--master=" + master,
            "--spark-conf=spark.hadoop.fs.faulty.impl=" + FaultyFileSystem.class.getName(),
            "--spark-conf=spark.driver.extraClassPath=" + classes,
            "--spark-conf=spark.executor.extraClassPath=" + classes,
            "--spark-conf=spark.executor.userClassPathFirst=false",
            "--spark-conf=spark.executorEnv." + Fault.FOLDER + "=" + armed,
            "--spark-conf=spark.eventLog.enabled=true",
            "--spark-conf=spark.eventLog.dir=" + events.toUri(),
            "--spark-conf=spark.speculation=true",
            "--spark-conf=spark.speculation.quantile=0.5",
            "--spark-conf=spark.speculation.interval=200ms",
            "--spark-conf=spark.speculation.minTaskRuntime=4s"
        };
    }

    /** Arms a fault as soon as the metrics have {@code rows} rows. */
    private static void arm(Acpo.Running running, Path armed, Path run, int rows, Fault fault) throws IOException {
        running.awaitRows(run, rows);
        Files.createFile(armed.resolve(fault.name()));
    }

    /** The disk of the run folder is full in the middle of a run; more space and --resume bring it to its end. */
    @Test
    void theDiskOfTheRunFolderIsFull() throws IOException, InterruptedException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                shell("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString()),
                "mounting a small file system needs root");
        try {
            Path run = disk.resolve("run");
            Acpo.Result full = Acpo.start(folder, Map.of(), Acpo.trainTiny("local[2]", run))
                    .await();
            assertThat(full.exitCode()).isEqualTo(1);
            assertThat(full.err()).contains("No space left on device").contains("free space there");
            assertThat(full.err()).doesNotContain("\tat ");
            assertThat(shell("mount", "-o", "remount,size=400m", disk.toString()))
                    .isTrue();
            Acpo.Result resumed =
                    Acpo.run(folder, "train", "--run", run.toString(), "--resume", "--master", "local[2]");
            assertThat(resumed.exitCode()).as(resumed.err()).isZero();
            Reference.assertSame(run);
        } finally {
            shell("umount", disk.toString());
        }
    }

    private static boolean shell(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).start().waitFor() == 0;
    }
}
