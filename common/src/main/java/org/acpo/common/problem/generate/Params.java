package org.acpo.common.problem.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.acpo.common.config.ConfigException;
import org.acpo.common.config.NearestName;
import org.acpo.common.config.Require;

/** A generator's own keys ({@code data.*.params}), read with their types and ranges; what was never asked for is unknown. */
final class Params {
    private final String path;
    private final Map<String, Object> values;
    private final Set<String> known = new TreeSet<>();

    Params(String path, Map<String, Object> values) {
        this.path = path;
        this.values = values;
    }

    /** An integer in [least, most], or {@code fallback} if the key is absent. */
    int integer(String key, int fallback, int least, int most) {
        Object value = lookup(key, fallback);
        boolean whole = value instanceof Number n && n.doubleValue() == Math.rint(n.doubleValue());
        Require.that(whole, path + key, value, "a whole number");
        double number = ((Number) value).doubleValue();
        Require.between(number, least, most, path + key);
        return (int) number;
    }

    boolean flag(String key, boolean fallback) {
        Object value = lookup(key, fallback);
        Require.that(value instanceof Boolean, path + key, value, "true or false");
        return (Boolean) value;
    }

    /** A non-empty list of constants of {@code type}, written in lower case; all of {@code fallback} if absent. */
    <E extends Enum<E>> List<E> choices(String key, Class<E> type, List<E> fallback) {
        Object value = lookup(key, fallback);
        List<String> allowed = Arrays.stream(type.getEnumConstants())
                .map(c -> c.name().toLowerCase(Locale.ROOT))
                .toList();
        Require.that(value instanceof List<?> l && !l.isEmpty(), path + key, value, "a list of " + allowed);
        List<E> chosen = new ArrayList<>();
        for (Object item : (List<?>) value) {
            String name = String.valueOf(item).toLowerCase(Locale.ROOT);
            Require.that(allowed.contains(name), path + key, item, NearestName.expected(name, allowed));
            chosen.add(type.getEnumConstants()[allowed.indexOf(name)]);
        }
        return List.copyOf(chosen);
    }

    /** Refuses keys that no reader asked for; call it after the last of them. */
    void refuseUnknown() {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                throw new ConfigException(
                        path + key + " is not a known key; it must be " + NearestName.expected(key, known));
            }
        }
    }

    private Object lookup(String key, Object fallback) {
        known.add(key);
        Object value = values.get(key);
        return value == null ? fallback : value;
    }
}
