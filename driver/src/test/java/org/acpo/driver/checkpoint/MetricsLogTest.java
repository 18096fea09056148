package org.acpo.driver.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.acpo.common.run.RunFolder;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {
    @TempDir
    java.nio.file.Path folder;

    private MetricsLog log;

    @BeforeEach
    void open() {
        log = new MetricsLog(new RunFolder(new Path(folder.toUri())), new Configuration(false));
    }

    @Test
    void rowsAreAppendedAndReadBack() {
        log.append(row(0, 0.1));
        log.append(row(1, 0.30000000000000004));
        assertThat(log.rows()).containsExactly(row(0, 0.1), row(1, 0.30000000000000004));
    }

    @Test
    void numbersThatJsonLacksBecomeNull() {
        log.append(row(0, Double.NaN));
        assertThat(log.rows().get(0)).containsEntry("x", null);
    }

    @Test
    void aLineCutShortByAKillIsPassedOverAndGoneAfterTruncation() throws IOException {
        log.append(row(0, 1.0));
        log.append(row(1, 2.0));
        log.append(row(2, 3.0));
        java.nio.file.Path file = folder.resolve("metrics.jsonl");
        Files.writeString(file, "{\"step\": 3, \"x", StandardOpenOption.APPEND);
        assertThat(log.rows()).hasSize(3);
        log.truncateAfter(1);
        log.append(row(2, 4.0));
        assertThat(Files.readString(file))
                .isEqualTo("{\"step\":0,\"x\":1.0}\n{\"step\":1,\"x\":2.0}\n{\"step\":2,\"x\":4.0}\n");
    }

    private static Map<String, Object> row(int step, double x) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("step", step);
        row.put("x", x);
        return row;
    }
}
