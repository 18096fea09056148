package org.acpo.common.json;

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
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.acpo.common.UserException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * JSON Lines, one object a line: a file, a folder's files or a glob, on any Hadoop file system, compressed if the name
 * says so ({@code .gz} and the other codecs of Hadoop). Lines are read as a stream, files in order of their names; blank
 * lines are skipped. Driver side.
 */
public final class JsonLines {
    private static final int MAX_QUOTED = 80;
    /** Windows programs begin UTF-8 files with it. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final ObjectReader ROWS = new ObjectMapper()
            .readerFor(new TypeReference<Map<String, Object>>() {})
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final Path path;
    private final Configuration hadoop;

    public JsonLines(Path path, Configuration hadoop) {
        this.path = path;
        this.hadoop = hadoop;
    }

    /**
     * An object and where it stands.
     *
     * @param number of the line in its file, from 1
     */
    public record Line(Path file, int number, Map<String, Object> fields) {
        /** File and line, for messages. */
        public String where() {
            return file + ":" + number;
        }
    }

    /** Takes lines one after the other. */
    @FunctionalInterface
    public interface Sink {
        /** @return whether to read on */
        boolean take(Line line);
    }

    /**
     * Reads until the end or until {@code sink} has enough.
     *
     * @throws UserException when nothing is there, or naming file and line of one that is not a JSON object
     */
    public void read(Sink sink) {
        try {
            FileSystem fileSystem = path.getFileSystem(hadoop);
            for (Path file : files(fileSystem)) {
                if (!readFile(fileSystem, file, sink)) {
                    return;
                }
            }
        } catch (FileNotFoundException e) {
            throw new UserException(path + " does not exist: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    private List<Path> files(FileSystem fileSystem) throws IOException {
        FileStatus[] matches = matches(fileSystem);
        if (matches == null || matches.length == 0) {
            throw new UserException(
                    "no file is at " + path + "; give a file, folder or glob of JSON Lines on a Hadoop file system");
        }
        List<Path> files = new ArrayList<>();
        for (FileStatus match : matches) {
            FileStatus[] inside =
                    match.isDirectory() ? fileSystem.listStatus(match.getPath()) : new FileStatus[] {match};
            Arrays.stream(inside)
                    .filter(FileStatus::isFile)
                    .map(FileStatus::getPath)
                    .filter(Predicate.not(JsonLines::isHidden))
                    .sorted()
                    .forEach(files::add);
        }
        for (String other : List.of(".parquet", ".csv")) {
            if (!files.isEmpty()
                    && files.stream().allMatch(file -> file.getName().endsWith(other))) {
                throw new UserException(
                        path + " holds no JSON Lines but " + files.get(0).getName() + "; give " + path + "/*" + other
                                + " with the kind that belongs to it");
            }
        }
        return files;
    }

    private FileStatus[] matches(FileSystem fileSystem) throws IOException {
        try {
            return fileSystem.globStatus(path);
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    "Hadoop cannot read " + path + ": " + e.getMessage() + "; rename the file, names may have no colon",
                    e);
        }
    }

    /** Names that Hadoop's own readers pass over, such as {@code _SUCCESS}. */
    private static boolean isHidden(Path file) {
        return file.getName().startsWith("_") || file.getName().startsWith(".");
    }

    private boolean readFile(FileSystem fileSystem, Path file, Sink sink) throws IOException {
        CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(file);
        int number = 0;
        try (var raw = fileSystem.open(file);
                var in = codec == null ? raw : codec.createInputStream(raw);
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()))) {
            String text;
            while ((text = reader.readLine()) != null) {
                number++;
                if (number == 1 && text.startsWith(BYTE_ORDER_MARK)) {
                    text = text.substring(BYTE_ORDER_MARK.length());
                }
                if (!text.isBlank() && !sink.take(parse(text, file, number))) {
                    return false;
                }
            }
            return true;
        } catch (CharacterCodingException e) {
            throw new UserException(file + ", after line " + number + ": not UTF-8 text; convert the file to UTF-8", e);
        }
    }

    private static Line parse(String text, Path file, int number) {
        String where = file + ":" + number;
        try {
            Map<String, Object> fields = ROWS.readValue(text);
            if (fields != null) {
                return new Line(file, number, fields);
            }
        } catch (JsonProcessingException e) {
            throw new UserException(where + ": not a JSON object: " + reason(e) + "; found " + quote(text), e);
        }
        throw new UserException(where + ": not a JSON object; found " + quote(text));
    }

    private static String reason(JsonProcessingException e) {
        String reason = e.getOriginalMessage().lines().findFirst().orElse("");
        return e.getLocation() == null
                ? reason
                : reason + " (column " + e.getLocation().getColumnNr() + ")";
    }

    /** A value in a message: on one line, in quotes, its beginning when it is long. */
    public static String quote(String text) {
        String line = text.replaceAll("\\s+", " ");
        return "'" + (line.length() <= MAX_QUOTED ? line : line.substring(0, MAX_QUOTED - 3) + "...") + "'";
    }
}
