package org.acpo.common.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.acpo.common.UserException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * Reads problems from JSON Lines, one object a line: a file, a folder's files or a glob, on any Hadoop file system,
 * compressed if the name says so ({@code .gz} and the other codecs of Hadoop). Lines are read as a stream, files in
 * order of their names, no further than {@code limit}; blank lines are skipped. Driver side.
 */
final class JsonlReader {
    private static final ObjectReader ROWS = new ObjectMapper()
            .readerFor(new TypeReference<Map<String, Object>>() {})
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final Path path;
    private final Configuration hadoop;
    private final FieldMapping mapping;
    private final int limit;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, String> whereById = new HashMap<>();

    JsonlReader(SourceConfig config, Configuration hadoop) {
        this.path = new Path(Objects.requireNonNull(config.path()));
        this.hadoop = hadoop;
        this.mapping = new FieldMapping(config);
        this.limit = config.limit() == 0 ? Integer.MAX_VALUE : config.limit();
    }

    List<Problem> read() {
        try {
            FileSystem fileSystem = path.getFileSystem(hadoop);
            for (Path file : files(fileSystem)) {
                readFile(fileSystem, file);
            }
        } catch (FileNotFoundException e) {
            throw new UserException("data.path is " + path + ", which does not exist: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
        if (problems.isEmpty()) {
            throw new UserException("data.path is " + path + ", which holds no problems; give a non-empty JSONL file");
        }
        return problems;
    }

    private List<Path> files(FileSystem fileSystem) throws IOException {
        FileStatus[] matches = fileSystem.globStatus(path);
        if (matches == null || matches.length == 0) {
            throw new UserException("data.path is " + path
                    + ", but no file is there; give a file, folder or glob on a Hadoop file system");
        }
        List<Path> files = new ArrayList<>();
        for (FileStatus match : matches) {
            FileStatus[] inside =
                    match.isDirectory() ? fileSystem.listStatus(match.getPath()) : new FileStatus[] {match};
            Arrays.stream(inside)
                    .filter(FileStatus::isFile)
                    .map(FileStatus::getPath)
                    .filter(Predicate.not(JsonlReader::isHidden))
                    .sorted()
                    .forEach(files::add);
        }
        return files;
    }

    /** Names that Hadoop's own readers pass over, such as {@code _SUCCESS}. */
    private static boolean isHidden(Path file) {
        return file.getName().startsWith("_") || file.getName().startsWith(".");
    }

    private void readFile(FileSystem fileSystem, Path file) throws IOException {
        CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(file);
        int number = 0;
        try (var raw = fileSystem.open(file);
                var in = codec == null ? raw : codec.createInputStream(raw);
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()))) {
            String line;
            while (problems.size() < limit && (line = reader.readLine()) != null) {
                number++;
                if (!line.isBlank()) {
                    add(line, file, number);
                }
            }
        } catch (CharacterCodingException e) {
            throw new UserException(file + ", after line " + number + ": not UTF-8 text; convert the file to UTF-8", e);
        }
    }

    private void add(String line, Path file, int number) {
        String where = file + ":" + number;
        Problem problem = mapping.problem(parse(line, where), where, file.getName() + ":" + number);
        String before = whereById.putIfAbsent(problem.id(), where);
        if (before != null) {
            throw new UserException(where + ": id '" + problem.id() + "' stands at " + before
                    + " already; ids must differ, as random numbers are a function of them");
        }
        problems.add(problem);
    }

    private static Map<String, Object> parse(String line, String where) {
        try {
            Map<String, Object> row = ROWS.readValue(line);
            if (row != null) {
                return row;
            }
        } catch (JsonProcessingException e) {
            throw new UserException(
                    where + ": not a JSON object: " + reason(e) + "; found " + FieldMapping.quote(line), e);
        }
        throw new UserException(where + ": not a JSON object; found " + FieldMapping.quote(line));
    }

    private static String reason(JsonProcessingException e) {
        String reason = e.getOriginalMessage().lines().findFirst().orElse("");
        return e.getLocation() == null
                ? reason
                : reason + " (column " + e.getLocation().getColumnNr() + ")";
    }
}
