package org.acpo.driver.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.acpo.common.UserException;
import org.acpo.common.config.NearestName;
import org.acpo.driver.verify.VerifyCase.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Reads cases from JSON Lines: {@code gold} and {@code prediction}, optionally {@code expected} (true, false, 1 or 0),
 * {@code kind}, {@code id}, {@code tier} and {@code suspect}; other fields are left alone, blank lines skipped. A line's
 * number is the id where none is given.
 */
public final class CaseFile {
    private static final ObjectReader LINES =
            new ObjectMapper().readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private CaseFile() {}

    /**
     * All cases, in the file's order.
     *
     * @throws UserException naming file and line of the first one that is no case
     */
    public static List<VerifyCase> read(Path file) {
        List<VerifyCase> cases = new ArrayList<>();
        int number = 0;
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8.newDecoder()))) {
            String line;
            while ((line = reader.readLine()) != null) {
                number++;
                if (!line.isBlank()) {
                    cases.add(parse(line, number, file + ":" + number));
                }
            }
        } catch (NoSuchFileException e) {
            throw new UserException("--input is " + file + ", which does not exist; give a file of JSON lines", e);
        } catch (CharacterCodingException e) {
            throw new UserException(file + ", after line " + number + ": not UTF-8 text; convert the file to UTF-8", e);
        } catch (IOException e) {
            throw new UserException(
                    "--input is " + file + ", which cannot be read (" + e.getMessage() + "); give a file of JSON lines",
                    e);
        }
        if (cases.isEmpty()) {
            throw new UserException(
                    "--input is " + file + ", which holds no cases; every line needs gold and prediction");
        }
        return cases;
    }

    private static VerifyCase parse(String line, int number, String where) {
        JsonNode row = row(line, where);
        return new VerifyCase(
                row.hasNonNull("id") ? row.get("id").asText() : String.valueOf(number),
                kind(row, where),
                text(row, "gold", where),
                text(row, "prediction", where),
                expected(row, where),
                row.hasNonNull("tier") ? row.get("tier").asText() : null,
                row.path("suspect").asBoolean(false) || row.path("suspect").isTextual());
    }

    private static JsonNode row(String line, String where) {
        try {
            JsonNode row = LINES.readValue(line);
            if (row.isObject()) {
                return row;
            }
        } catch (JsonProcessingException e) {
            String reason = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new UserException(where + ": not a JSON object: " + reason, e);
        }
        throw new UserException(where + ": not a JSON object");
    }

    private static String text(JsonNode row, String field, String where) {
        JsonNode value = row.path(field);
        if (value.isTextual() || value.isNumber()) {
            return value.asText();
        }
        String found = value.isMissingNode() ? "missing" : value.toString();
        throw new UserException(where + ": field '" + field + "' is " + found + ", but it must be a text or a number");
    }

    private static Kind kind(JsonNode row, String where) {
        if (!row.hasNonNull("kind")) {
            return Kind.RESPONSE;
        }
        String name = row.get("kind").asText();
        List<String> names = Arrays.stream(Kind.values()).map(Kind::text).toList();
        int index = names.indexOf(name);
        if (index < 0) {
            throw new UserException(
                    where + ": field 'kind' is " + name + ", but it must be " + NearestName.expected(name, names));
        }
        return Kind.values()[index];
    }

    private static @Nullable Boolean expected(JsonNode row, String where) {
        JsonNode value = row.path("expected");
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        boolean number = value.isIntegralNumber() && (value.asInt() == 0 || value.asInt() == 1);
        if (value.isBoolean() || number) {
            return value.asBoolean();
        }
        throw new UserException(where + ": field 'expected' is " + value
                + ", but it must be true, false, 1 or 0; leave it out if unknown");
    }
}
