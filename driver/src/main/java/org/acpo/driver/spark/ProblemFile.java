package org.acpo.driver.spark;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.acpo.common.UserException;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.generate.Generators;
import org.acpo.driver.checkpoint.HadoopFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Problems in a run's folder, as JSON lines that the JSONL source reads without a mapping. Driver side. */
public final class ProblemFile {
    private static final ObjectMapper JSON = new ObjectMapper().setSerializationInclusion(JsonInclude.Include.NON_NULL);

    private ProblemFile() {}

    /** Writes the problems in their order. */
    public static void write(Path file, List<Problem> problems, Configuration conf) {
        StringBuilder lines = new StringBuilder();
        try {
            for (Problem problem : problems) {
                lines.append(JSON.writeValueAsString(problem)).append('\n');
            }
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        HadoopFiles.write(file, lines.toString(), conf);
    }

    /**
     * The problems that {@link #write} was given. Files of older versions do not name verifiers, so generators do it again.
     *
     * @throws UserException when the file cannot be read or was changed to something else
     */
    public static List<Problem> read(Path file, Configuration conf) {
        try (MappingIterator<Problem> problems =
                JSON.readerFor(Problem.class).readValues(HadoopFiles.read(file, conf))) {
            return problems.readAll().stream().map(Generators::withVerifier).toList();
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new UserException(
                    file + " does not hold the problems that the run was begun with any more (" + reason
                            + "); put it back, or begin a run in another folder",
                    e);
        }
    }
}
