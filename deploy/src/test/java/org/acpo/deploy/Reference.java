package org.acpo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The run of the tiny recipe that nothing disturbed, to which others must be equal; made once for all test classes. */
final class Reference {
    static final int STEPS = 4;

    private static final Path FOLDER = Path.of("target", "reference").toAbsolutePath();
    private static final Path RUN = FOLDER.resolve("run");
    private static final Path DONE = FOLDER.resolve("done");

    private Reference() {}

    /** The run's folder. */
    static Path run() {
        try {
            if (isCurrent()) {
                return RUN;
            }
            delete(FOLDER);
            Files.createDirectories(FOLDER);
            Acpo.Result result = Acpo.start(FOLDER, Map.of(), Acpo.trainTiny("local[2]", RUN))
                    .await();
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.lastLine()).startsWith("{\"run\":").contains("\"steps\":" + STEPS);
            Files.createFile(DONE);
            return RUN;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asserts that a run has the reference's metrics, weights at the end and rollout files. */
    static void assertSame(Path run) {
        assertThat(Metrics.withoutTimes(run)).isEqualTo(Metrics.withoutTimes(run()));
        String weights = "checkpoints/step-" + STEPS + "/model.safetensors";
        assertThat(run.resolve(weights)).hasSameBinaryContentAs(run().resolve(weights));
        assertThat(parquet(run)).hasSameSizeAs(parquet(run())).hasSize(STEPS);
    }

    private static List<Path> parquet(Path run) {
        try (Stream<Path> files = Files.walk(run.resolve("rollouts"))) {
            return files.filter(file -> file.toString().endsWith(".parquet")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isCurrent() throws IOException {
        return Files.exists(DONE)
                && Files.getLastModifiedTime(DONE)
                                .compareTo(Files.getLastModifiedTime(Acpo.DISTRIBUTION.resolve(".built")))
                        > 0;
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
