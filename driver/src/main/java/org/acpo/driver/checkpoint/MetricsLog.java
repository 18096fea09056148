package org.acpo.driver.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.common.run.MetricNames;
import org.acpo.common.run.RunFolder;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * {@code metrics.jsonl}: one JSON object a line, one line a step. Lines are appended; a line that a killed run left
 * unfinished is passed over when read and gone once the run resumes.
 */
public final class MetricsLog {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Configuration conf;

    public MetricsLog(RunFolder folder, Configuration conf) {
        this.file = folder.metrics();
        this.conf = conf;
    }

    /** Appends a row. Numbers that JSON lacks (infinite, not a number) become null. */
    public void append(Map<String, Object> row) {
        Map<String, Object> finite = new LinkedHashMap<>();
        row.forEach((name, value) -> finite.put(name, value instanceof Double d && !Double.isFinite(d) ? null : value));
        try {
            String line = JSON.writeValueAsString(finite) + "\n";
            try (OutputStream out = open()) {
                out.write(line.getBytes(StandardCharsets.UTF_8));
            } catch (UnsupportedOperationException e) {
                HadoopFiles.write(file, HadoopFiles.read(file, conf) + line, conf); // object stores cannot append
            }
        } catch (IOException e) {
            throw new UserException(
                    "cannot write " + file + ": " + HadoopFiles.firstLine(e) + "; free space there, then --resume", e);
        }
    }

    /** The rows so far, in order; none when there is no file. */
    public List<Map<String, Object>> rows() {
        List<Map<String, Object>> rows = new ArrayList<>();
        if (HadoopFiles.exists(file, conf)) {
            for (String line : HadoopFiles.read(file, conf).lines().toList()) {
                parse(line, rows);
            }
        }
        return rows;
    }

    /** Drops the rows behind {@code step}, which a resumed run is about to write again. */
    public void truncateAfter(int step) {
        List<Map<String, Object>> kept = rows().stream()
                .filter(row -> ((Number) row.getOrDefault(MetricNames.STEP, 0)).intValue() <= step)
                .toList();
        StringBuilder text = new StringBuilder();
        for (Map<String, Object> row : kept) {
            try {
                text.append(JSON.writeValueAsString(row)).append('\n');
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }
        HadoopFiles.write(file, text.toString(), conf);
    }

    private static void parse(String line, List<Map<String, Object>> rows) {
        try {
            rows.add(JSON.readValue(line, new TypeReference<LinkedHashMap<String, Object>>() {}));
        } catch (JsonProcessingException e) {
            // the last line of a run that was killed while it wrote
        }
    }

    private OutputStream open() throws IOException {
        FileSystem fs = file.getFileSystem(conf);
        // the checksummed local file system cannot append, the raw one below it can
        FileSystem appending = fs instanceof LocalFileSystem local ? local.getRawFileSystem() : fs;
        return appending.exists(file) ? appending.append(file) : appending.create(file, false);
    }
}
