package org.acpo.common.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values of a JSON text as Java's: ordered maps, lists, texts, booleans, null, and numbers with their text ({@link
 * JsonNumber}). Names that occur twice in an object are refused.
 */
final class JsonRows {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // a number is never more than its text here
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonRows() {}

    /**
     * The one object that a text holds, null if it holds something else.
     *
     * @throws JsonProcessingException when it is not JSON, or more follows
     */
    static @Nullable Map<String, Object> object(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            Map<String, Object> object = fields(parser);
            if (parser.nextToken() != null) {
                throw new JsonParseException(
                        parser, "more text after the object; each line holds one", parser.currentTokenLocation());
            }
            return object;
        }
    }

    /** The list that a text holds, null if it is not a JSON array. */
    static @Nullable List<Object> list(String text) {
        List<Object> items = new ArrayList<>();
        try {
            array(new StringReader(text), (value, line, element) -> items.add(value));
            return items;
        } catch (IOException e) {
            return null;
        }
    }

    /** Takes the elements of an array, each with the line that it begins in and its number, both from 1. */
    interface Elements {
        /** @return whether to read on */
        boolean take(@Nullable Object value, int line, int element) throws IOException;
    }

    /**
     * Hands on the elements of the one array that a text holds.
     *
     * @return whether all were taken
     */
    static boolean array(Reader text, Elements elements) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            int element = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                int line = parser.currentTokenLocation().getLineNr();
                element++;
                if (!elements.take(value(parser), line, element)) {
                    return false;
                }
            }
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "more text after the array", parser.currentTokenLocation());
            }
            return true;
        }
    }

    /** What is wrong, and where in the text, without names of Java. */
    static String reason(JsonProcessingException e) {
        String reason = e.getOriginalMessage()
                .lines()
                .findFirst()
                .orElse("")
                .replaceAll(",? from `[^`]*`", "")
                .replace("Duplicate field", "the same name twice:");
        return e.getLocation() == null
                ? reason
                : reason + " (column " + e.getLocation().getColumnNr() + ")";
    }

    private static Map<String, Object> fields(JsonParser parser) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return fields;
    }

    private static List<Object> items(JsonParser parser) throws IOException {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return items;
    }

    @SuppressWarnings("NullAway") // maps and lists hold JSON's null as Java's
    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> fields(parser);
            case START_ARRAY -> items(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> number(parser.getText());
        };
    }

    private static Number number(String text) {
        if (text.length() < 20 && text.matches("0|-?[1-9][0-9]*")) {
            try {
                long value = Long.parseLong(text);
                return value == (int) value ? (Number) (int) value : (Number) value;
            } catch (NumberFormatException e) {
                return new JsonNumber(text); // beyond a long
            }
        }
        return new JsonNumber(text);
    }
}
