package org.acpo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;

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

    /** Asserts that a run has the reference's metrics, weights at the end and rollouts, to the last bit. */
    static void assertSame(Path run) {
        assertThat(Metrics.withoutTimes(run)).isEqualTo(Metrics.withoutTimes(run()));
        String weights = "checkpoints/step-" + STEPS + "/model.safetensors";
        assertThat(run.resolve(weights)).hasSameBinaryContentAs(run().resolve(weights));
        List<Path> rollouts = parquet(run);
        List<Path> expected = parquet(run());
        assertThat(rollouts).hasSameSizeAs(expected).hasSize(STEPS);
        for (int step = 0; step < STEPS; step++) {
            assertThat(rows(rollouts.get(step)))
                    .as("rollouts of step " + (step + 1))
                    .isEqualTo(rows(expected.get(step)));
        }
    }

    /** One file a step, in their order; the names of the files differ, those of their folders do not. */
    private static List<Path> parquet(Path run) {
        try (Stream<Path> files = Files.walk(run.resolve("rollouts"))) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> rows(Path parquet) {
        org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(parquet.toUri());
        List<String> rows = new ArrayList<>();
        try (ParquetReader<Group> reader =
                ParquetReader.builder(new GroupReadSupport(), file).build()) {
            for (Group row = reader.read(); row != null; row = reader.read()) {
                rows.add(row.toString());
            }
            return rows;
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
