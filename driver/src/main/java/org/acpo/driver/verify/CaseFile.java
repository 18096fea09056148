package org.acpo.driver.verify;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.common.config.NearestName;
import org.acpo.common.json.JsonLines;
import org.acpo.driver.verify.VerifyCase.Kind;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Reads cases from JSON Lines: {@code gold} and {@code prediction}, optionally {@code expected} (true, false, 1 or 0),
 * {@code kind}, {@code id}, {@code tier} and {@code suspect}; other fields are left alone, blank lines skipped. A line's
 * number is the id where none is given.
 */
public final class CaseFile {
    private CaseFile() {}

    /**
     * All cases, in the file's order.
     *
     * @throws UserException naming file and line of the first one that is no case
     */
    public static List<VerifyCase> read(Path file) {
        if (!Files.exists(file)) {
            throw new UserException("--input is " + file + ", which does not exist; give a file of JSON lines");
        }
        List<VerifyCase> cases = new ArrayList<>();
        org.apache.hadoop.fs.Path path =
                new org.apache.hadoop.fs.Path(file.toAbsolutePath().toUri());
        new JsonLines(path, new Configuration()).read(line -> {
            cases.add(parse(line.fields(), line.number(), line.where()));
            return true;
        });
        if (cases.isEmpty()) {
            throw new UserException(
                    "--input is " + file + ", which holds no cases; every line needs gold and prediction");
        }
        return cases;
    }

    private static VerifyCase parse(Map<String, Object> row, int number, String where) {
        return new VerifyCase(
                optional(row, "id", String.valueOf(number)),
                kind(row, where),
                text(row, "gold", where),
                text(row, "prediction", where),
                expected(row, where),
                row.get("tier") == null ? null : String.valueOf(row.get("tier")),
                Boolean.TRUE.equals(row.get("suspect")) || row.get("suspect") instanceof String);
    }

    private static String optional(Map<String, Object> row, String field, String otherwise) {
        return row.get(field) == null ? otherwise : String.valueOf(row.get(field));
    }

    private static String text(Map<String, Object> row, String field, String where) {
        Object value = row.get(field);
        if (value instanceof String || value instanceof Number) {
            return value.toString();
        }
        String found = row.containsKey(field)
                ? JsonLines.quote(String.valueOf(value))
                : "missing (" + nearest(field, row) + ")";
        throw new UserException(where + ": field '" + field + "' is " + found + ", but it must be a text or a number");
    }

    private static String nearest(String field, Map<String, Object> row) {
        return row.isEmpty() ? "the object is empty" : "did you mean " + NearestName.nearest(field, row.keySet()) + "?";
    }

    private static Kind kind(Map<String, Object> row, String where) {
        String name = optional(row, "kind", Kind.RESPONSE.text());
        List<String> names = Arrays.stream(Kind.values()).map(Kind::text).toList();
        int index = names.indexOf(name);
        if (index < 0) {
            throw new UserException(
                    where + ": field 'kind' is " + name + ", but it must be " + NearestName.expected(name, names));
        }
        return Kind.values()[index];
    }

    private static @Nullable Boolean expected(Map<String, Object> row, String where) {
        Object value = row.get("expected");
        if (value == null || value instanceof Boolean) {
            return (Boolean) value;
        }
        if (value.equals(0) || value.equals(1)) {
            return value.equals(1);
        }
        throw new UserException(where + ": field 'expected' is " + JsonLines.quote(String.valueOf(value))
                + ", but it must be true, false, 1 or 0; leave it out if unknown");
    }
}
