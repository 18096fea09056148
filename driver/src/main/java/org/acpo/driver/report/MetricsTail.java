package org.acpo.driver.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.run.RunFolder;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * {@code metrics.jsonl} of a run that goes on: reads what was appended since the last look, and all of it anew when the
 * file was replaced, as by a run that resumes. Belongs to one thread at a time.
 */
final class MetricsTail {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Configuration hadoop;
    private final List<Map<String, Object>> lines = new ArrayList<>();
    /** End of the last whole line read. */
    private long read;

    MetricsTail(RunFolder run, Configuration hadoop) {
        this.file = run.metrics();
        this.hadoop = hadoop;
    }

    /** Number of lines so far; grows with every look that finds more. */
    int size() {
        return lines.size();
    }

    Metrics look() {
        try {
            FileSystem fs = file.getFileSystem(hadoop);
            long length = fs.exists(file) ? fs.getFileStatus(file).getLen() : 0;
            if (length != read) {
                catchUp(fs, length);
            }
            return Metrics.of(lines);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private void catchUp(FileSystem fs, long length) throws IOException {
        if (length < read || !add(part(fs, read, length))) {
            lines.clear();
            read = 0;
            add(part(fs, 0, length));
        }
    }

    private static byte[] part(FileSystem fs, Path file, long from, long to) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(to - from)];
        try (FSDataInputStream in = fs.open(file)) {
            in.readFully(from, bytes);
        }
        return bytes;
    }

    private byte[] part(FileSystem fs, long from, long to) throws IOException {
        return to == from ? new byte[0] : part(fs, file, from, to);
    }

    /** False when the bytes do not go on where the last look ended: the first line is no JSON object. */
    private boolean add(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        List<String> whole =
                new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
        for (int i = 0; i < whole.size(); i++) {
            try {
                lines.add(JSON.readValue(whole.get(i), new TypeReference<LinkedHashMap<String, Object>>() {}));
            } catch (JsonProcessingException e) {
                if (i == 0 && read > 0) {
                    return false;
                }
            }
        }
        read += end;
        return true;
    }
}
