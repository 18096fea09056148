package org.acpo.driver.ml;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.List;
import org.acpo.common.problem.Problem;
import org.acpo.driver.checkpoint.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Problems as JSON lines that the JSONL source reads back without a mapping. */
final class ProblemFile {
    private static final ObjectMapper JSON = new ObjectMapper().setSerializationInclusion(JsonInclude.Include.NON_NULL);

    private ProblemFile() {}

    static void write(Path file, List<Problem> problems, Configuration conf) {
        StringBuilder lines = new StringBuilder();
        try {
            for (Problem problem : problems) {
                lines.append(JSON.writeValueAsString(problem)).append('\n');
            }
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        Files.write(file, lines.toString(), conf);
    }
}
