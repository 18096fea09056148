package org.acpo.common.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * JSON Lines, one object a line, or an array of objects: files as {@link InputFiles} finds them and {@link TextLines} reads
 * them. Lines are read as a stream; blank lines are skipped; numbers keep their text; a name that stands twice in an object is
 * refused. Driver side.
 */
public final class JsonLines {
    private static final int MAX_QUOTED = 80;

    private final List<Path> parts;
    private final Configuration hadoop;

    public JsonLines(Path path, Configuration hadoop) {
        this.parts = List.of(path);
        this.hadoop = hadoop;
    }

    /** @param paths one path, or several with commas between them */
    public JsonLines(String paths, Configuration hadoop) {
        this.parts = InputFiles.parts(paths, hadoop).stream().map(Path::new).toList();
        this.hadoop = hadoop;
    }

    /**
     * An object and where it stands.
     *
     * @param number of the line in its file, from 1
     * @param element of the array that the file is, from 1; 0 when it is none
     */
    public record Line(Path file, int number, int element, Map<String, Object> fields) {
        /** File and line, for messages. */
        public String where() {
            return file + ":" + number;
        }

        /** A name of its own within the file. */
        public String key() {
            return element == 0 ? String.valueOf(number) : "[" + element + "]";
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
        for (Path part : parts) {
            for (Path file : files(part)) {
                if (!readFile(file, sink)) {
                    return;
                }
            }
        }
    }

    private List<Path> files(Path part) {
        List<Path> files = InputFiles.of(part, hadoop);
        for (String other : List.of(".parquet", ".csv")) {
            if (!files.isEmpty()
                    && files.stream().allMatch(file -> file.getName().endsWith(other))) {
                throw new UserException(
                        part + " holds no JSON Lines but " + files.get(0).getName() + "; give " + part + "/*" + other
                                + " with the kind that belongs to it");
            }
        }
        return files;
    }

    private boolean readFile(Path file, Sink sink) {
        try (TextLines lines = new TextLines(file, hadoop)) {
            String text = lines.next();
            while (text != null && text.isBlank()) {
                text = lines.next();
            }
            return text != null && text.stripLeading().startsWith("[")
                    ? readArray(file, lines, text, sink)
                    : readLines(file, lines, text, sink);
        } catch (FileNotFoundException e) {
            throw new UserException(file + " does not exist: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static boolean readLines(Path file, TextLines lines, @Nullable String first, Sink sink) throws IOException {
        for (String text = first; text != null; text = lines.next()) {
            if (!text.isBlank() && !sink.take(parse(text, file, lines.number()))) {
                return false;
            }
        }
        return true;
    }

    /** Nothing of an array can be told apart from the rest before it has ended. */
    private static boolean readArray(Path file, TextLines lines, String first, Sink sink) throws IOException {
        int before = lines.number() - 1;
        StringBuilder whole = new StringBuilder(first);
        for (String text = lines.next(); text != null; text = lines.next()) {
            whole.append('\n').append(text);
        }
        try {
            return JsonRows.array(new StringReader(whole.toString()), (value, line, element) -> {
                int number = before + line;
                if (!(value instanceof Map<?, ?> map)) {
                    throw new UserException(file + ":" + number + ": the array holds " + quote(String.valueOf(value))
                            + ", which is not an object with the fields of a row");
                }
                Map<String, Object> fields = new LinkedHashMap<>();
                map.forEach((name, field) -> fields.put(String.valueOf(name), field));
                return sink.take(new Line(file, number, element, fields));
            });
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new UserException(
                    file + ":" + (before + line) + ": not an array of JSON objects: " + JsonRows.reason(e)
                            + "; write one object a line, or one whole array",
                    e);
        }
    }

    private static Line parse(String text, Path file, int number) throws IOException {
        String where = file + ":" + number;
        try {
            Map<String, Object> fields = JsonRows.object(text);
            if (fields != null) {
                return new Line(file, number, 0, fields);
            }
        } catch (JsonProcessingException e) {
            throw new UserException(
                    where + ": not a JSON object: " + JsonRows.reason(e) + "; found " + quote(text)
                            + ", but every line must be one whole object",
                    e);
        }
        throw new UserException(where + ": not a JSON object; found " + quote(text));
    }

    /** The list that a text holds, null if it is not a JSON array. */
    public static @Nullable List<Object> list(String text) {
        return JsonRows.list(text);
    }

    /** A value in a message: on one line, in quotes, its beginning when it is long. */
    public static String quote(String text) {
        String line = text.replaceAll("\\s+", " ");
        return "'" + (line.length() <= MAX_QUOTED ? line : line.substring(0, MAX_QUOTED - 3) + "...") + "'";
    }
}
