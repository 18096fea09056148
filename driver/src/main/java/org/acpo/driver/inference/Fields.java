package org.acpo.driver.inference;

import java.util.List;
import org.acpo.common.UserException;
import org.acpo.common.config.NearestName;
import org.acpo.common.json.JsonLines;
import org.jspecify.annotations.Nullable;

/** Typed access to the fields of a line; every error names file, line and field. */
record Fields(JsonLines.Line line) {

    boolean has(String name) {
        return line.fields().get(name) != null;
    }

    /** The line's {@code id}, a text or a number, as it stands. */
    Object id() {
        Object id = require("id");
        if (id instanceof String || id instanceof Number) {
            return id;
        }
        throw wrong("id", "a text or a number");
    }

    String text(String name) {
        if (require(name) instanceof String text) {
            return text;
        }
        throw wrong(name, "a text");
    }

    /** A text, or a number as it is written. */
    String textOrNumber(String name) {
        Object value = require(name);
        if (value instanceof String || value instanceof Number) {
            return value.toString();
        }
        throw wrong(name, "a text or a number");
    }

    boolean flag(String name) {
        Object value = line.fields().get(name);
        if (value == null || value instanceof Boolean) {
            return value != null && (Boolean) value;
        }
        throw wrong(name, "true or false");
    }

    /** A list of whole numbers, or null if there is none. */
    int @Nullable [] ints(String name) {
        Object value = line.fields().get(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof List<?> list)
                || !list.stream().allMatch(item -> item instanceof Integer || item instanceof Long)) {
            throw wrong(name, "a list of whole numbers");
        }
        return list.stream()
                .mapToInt(item -> clamped(((Number) item).longValue()))
                .toArray();
    }

    /** What an int cannot hold is out of every range that a list may have. */
    private static int clamped(long value) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(value, Integer.MAX_VALUE));
    }

    /** What is wrong with the line. */
    UserException error(String what) {
        return new UserException(line.where() + ": " + what);
    }

    private Object require(String name) {
        Object value = line.fields().get(name);
        if (value == null) {
            String nearest = line.fields().isEmpty()
                    ? ""
                    : " (did you mean "
                            + NearestName.nearest(name, line.fields().keySet()) + "?)";
            throw error("the line has no field '" + name + "'; it has the fields "
                    + line.fields().keySet() + nearest);
        }
        return value;
    }

    private UserException wrong(String name, String expected) {
        return error("field '" + name + "' is "
                + JsonLines.quote(String.valueOf(line.fields().get(name))) + ", but it must be " + expected);
    }
}
