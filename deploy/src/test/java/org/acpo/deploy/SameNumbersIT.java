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

/**
 * In deterministic mode a run's numbers depend neither on where its tasks ran nor on whether it was killed: metrics are
 * equal to the last bit, and so are the weights at the end.
 */
class SameNumbersIT {
    @TempDir
    Path folder;

    @Test
    void theReferenceIsAWholeRunThatHadSomethingToTeach() {
        Path run = Reference.run();
        assertThat(run.resolve("report.html")).exists();
        assertThat(Metrics.count(run)).isEqualTo(Reference.STEPS + 1);
        assertThat(Metrics.withoutTimes(run))
                .filteredOn(row -> row.containsKey("optim/grad_norm"))
                .hasSize(Reference.STEPS)
                .allSatisfy(
                        row -> assertThat((Double) row.get("optim/grad_norm")).isPositive());
    }

    /** Meanwhile a sink of Spark's metrics sees how much memory each executor's device has in use. */
    @Test
    void otherTasksInOtherProcessesGiveTheSameNumbers() throws IOException {
        Path run = folder.resolve("cluster");
        Path metrics = Files.createDirectory(folder.resolve("metrics"));
        List<String> arguments = Acpo.with(
                Acpo.trainTiny("local-cluster[2,1,1536]", run),
                "--set=rollout.tasks=3",
                "--spark-conf=spark.metrics.conf.executor.sink.csv.class=org.apache.spark.metrics.sink.CsvSink",
                "--spark-conf=spark.metrics.conf.executor.sink.csv.period=1",
                "--spark-conf=spark.metrics.conf.executor.sink.csv.directory=" + metrics);
        Acpo.Result result = Acpo.start(folder, Map.of(), arguments).await();
        assertThat(result.exitCode()).as(result.err()).isZero();
        Reference.assertSame(run);
        assertThat(files(metrics, "ReplicaPlugin.device.memory_used_bytes.csv"))
                .hasSize(2)
                .allSatisfy(file -> assertThat(Files.readString(file)).containsPattern("\n\\d+,[1-9]\\d{7,}\n"));
    }

    private static List<Path> files(Path folder, String name) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(name))
                    .toList();
        }
    }

    @Test
    void aRunThatWasKilledResumesToTheSameNumbers() {
        Path run = folder.resolve("killed");
        Acpo.Running running = Acpo.start(folder, Map.of(), Acpo.trainTiny("local[2]", run));
        running.awaitRows(run, 3);
        running.kill();
        assertThat(running.await().exitCode()).as("killed by SIGKILL").isEqualTo(128 + 9);
        assertThat(Metrics.count(run)).isBetween(3, Reference.STEPS);

        Acpo.Result resumed = Acpo.run(folder, "train", "--run", run.toString(), "--resume", "--master", "local[2]");
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        Reference.assertSame(run);
    }
}
