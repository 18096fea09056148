package org.acpo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * In deterministic mode a run's numbers depend neither on where its tasks ran nor on whether it was killed: metrics are
 * equal to the last bit, and so are the weights at the end.
 */
class SameNumbersIT {
    private static final int STEPS = 4;

    @TempDir
    static Path folder;

    private static Path undisturbed;

    @BeforeAll
    static void trainUndisturbed() {
        undisturbed = folder.resolve("undisturbed");
        Acpo.Result result = Acpo.start(folder, Map.of(), Acpo.trainTiny("local[2]", undisturbed))
                .await();
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.lastLine()).startsWith("{\"run\":").contains("\"steps\":" + STEPS);
        assertThat(undisturbed.resolve("report.html")).exists();
        assertThat(Metrics.count(undisturbed)).isEqualTo(STEPS + 1);
    }

    @Test
    void rolloutsHadSomethingToTeach() {
        assertThat(Metrics.withoutTimes(undisturbed))
                .filteredOn(row -> row.containsKey("optim/grad_norm"))
                .hasSize(STEPS)
                .allSatisfy(
                        row -> assertThat((Double) row.get("optim/grad_norm")).isPositive());
    }

    @Test
    void executorsInOtherProcessesGiveTheSameNumbers() throws IOException {
        Path run = folder.resolve("cluster");
        Acpo.Result result = Acpo.start(folder, Map.of(), Acpo.trainTiny("local-cluster[2,1,1536]", run))
                .await();
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertSameRun(run);
    }

    @Test
    void aRunThatWasKilledResumesToTheSameNumbers() throws Exception {
        Path run = folder.resolve("killed");
        Acpo.Running running = Acpo.start(folder, Map.of(), Acpo.trainTiny("local[2]", run));
        while (Metrics.count(run) < 3 && running.process().isAlive()) {
            Thread.sleep(20);
        }
        running.kill();
        assertThat(running.await().exitCode()).as("killed by SIGKILL").isEqualTo(128 + 9);
        assertThat(Metrics.count(run)).isBetween(3, STEPS);

        Acpo.Result resumed = Acpo.run(folder, "train", "--run", run.toString(), "--resume", "--master", "local[2]");
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertSameRun(run);
    }

    private static void assertSameRun(Path run) throws IOException {
        assertThat(Metrics.withoutTimes(run)).isEqualTo(Metrics.withoutTimes(undisturbed));
        String weights = "checkpoints/step-" + STEPS + "/model.safetensors";
        assertThat(Files.readAllBytes(run.resolve(weights)))
                .isEqualTo(Files.readAllBytes(undisturbed.resolve(weights)));
        assertThat(parquet(run)).hasSameSizeAs(parquet(undisturbed)).hasSize(STEPS);
    }

    private static List<Path> parquet(Path run) throws IOException {
        try (var files = Files.walk(run.resolve("rollouts"))) {
            return files.filter(file -> file.toString().endsWith(".parquet")).toList();
        }
    }
}
