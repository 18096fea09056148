package org.acpo.common.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.acpo.common.UserException;
import org.acpo.common.config.NearestName;

/**
 * The keys that a file written by another program may have. Each is in one of three lists: known, because its value is used or
 * changes nothing that is computed here; refused unless it has the value that changes nothing; or not known at all, which
 * is refused too unless it is null, false or empty, or its name begins with an underscore.
 *
 * @param known read with any value
 * @param neutral further keys that are known but not done, with the value that leaves things as they are
 * @param wayOut what the user can do about one that has another value
 */
public record KnownKeys(Set<String> known, Map<String, Object> neutral, String wayOut) {

    /** The neutral value of keys that have none but null, false and empty. */
    public static final Object NOTHING = false;

    /** Such a key is a note of the program that wrote the file to itself, and nothing of the model. */
    private static final String PRIVATE = "_";

    private static final int MAX_QUOTED = 80;

    /** These keys and {@code more}, which are known. */
    public KnownKeys and(Collection<String> more) {
        Set<String> all = new HashSet<>(known);
        all.addAll(more);
        return new KnownKeys(all, neutral, wayOut);
    }

    /** These keys and {@code more}, each with its neutral value. */
    public KnownKeys andNeutral(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(neutral);
        all.putAll(more);
        return new KnownKeys(known, all, wayOut);
    }

    /**
     * Looks at the keys of one object.
     *
     * @param where the file, and the key that holds the object if it is not the whole file
     * @param object anything but an object has no keys
     * @throws UserException naming the first key that is refused, its value and the way out
     */
    public void check(String where, JsonNode object) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String key = field.getKey();
            JsonNode value = field.getValue();
            if (known.contains(key) || isNothing(value) || key.startsWith(PRIVATE)) {
                continue;
            }
            if (!neutral.containsKey(key)) {
                throw unknown(where, key, value);
            }
            if (!isNeutral(value, neutral.get(key))) {
                throw new UserException(where + ": " + key + " " + quoted(value) + " is not supported; " + wayOut);
            }
        }
    }

    private UserException unknown(String where, String key, JsonNode value) {
        Set<String> names = new HashSet<>(known);
        names.addAll(neutral.keySet());
        return new UserException(where + ": key '" + key + "' with the value " + quoted(value)
                + " is not known, so what it asks for would not be done (the nearest known key is '"
                + NearestName.nearest(key, names) + "'); remove it if it changes nothing, else " + wayOut);
    }

    /** Whether a value switches nothing on: null, false, or empty. */
    public static boolean isNothing(JsonNode value) {
        return value.isNull()
                || (value.isBoolean() && !value.asBoolean())
                || (value.isContainerNode() && value.isEmpty())
                || (value.isTextual() && value.asText().isEmpty());
    }

    private static boolean isNeutral(JsonNode value, Object neutral) {
        return neutral instanceof Number number
                ? value.isNumber() && value.asDouble() == number.doubleValue()
                : value.isTextual() && value.asText().equals(neutral);
    }

    private static String quoted(JsonNode value) {
        String text = value.toString();
        return text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED - 3) + "...";
    }
}
