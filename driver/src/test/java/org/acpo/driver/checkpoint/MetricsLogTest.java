package org.acpo.driver.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.acpo.common.run.RunFolder;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
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

    /** As object stores do. */
    static final class NoAppend extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create("noappend:///");
        }

        @Override
        public FSDataOutputStream append(Path file, int bufferSize, Progressable progress) {
            throw new UnsupportedOperationException("append");
        }
    }

    @Test
    void rowsAreAddedWhereAFileSystemCannotAppend() {
        Configuration conf = new Configuration(false);
        conf.setClass("fs.noappend.impl", NoAppend.class, FileSystem.class);
        MetricsLog store = new MetricsLog(
                new RunFolder(new Path("noappend://" + folder.toUri().getPath())), conf);
        store.append(row(0, 1.0));
        store.append(row(1, 2.0));
        assertThat(store.rows()).containsExactly(row(0, 1.0), row(1, 2.0));
    }

    /** What globs would read as alternatives or a range is a name. */
    @Test
    void aRunFolderMayHaveBracesInItsName() {
        MetricsLog braces = new MetricsLog(
                new RunFolder(new Path(new Path(folder.toUri()), "a{b=1,c}[2]")), new Configuration(false));
        braces.append(row(0, 1.0));
        assertThat(braces.rows()).containsExactly(row(0, 1.0));
    }

    private static Map<String, Object> row(int step, double x) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("step", step);
        row.put("x", x);
        return row;
    }
}
