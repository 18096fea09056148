package org.acpo.common.problem.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a row, those inside others by names with dots. A field that is called so literally comes first.
 *
 * @param values texts, numbers, booleans, lists, null, and maps for what has fields of its own
 */
record RowFields(Map<?, ?> values) {
    /** A field that is there; its value may be null. */
    record Found(@Nullable Object value) {}

    /** Empty when there is no field of that name, or what should hold it has no fields or is null. */
    Optional<Found> find(String name) {
        if (values.containsKey(name)) {
            return Optional.of(new Found(values.get(name)));
        }
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            if (values.get(name.substring(0, dot)) instanceof Map<?, ?> inner) {
                Optional<Found> found = new RowFields(inner).find(name.substring(dot + 1));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** The names of all fields that have none of their own, with dots. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        values.forEach((name, value) -> {
            if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
                new RowFields(inner).names().forEach(below -> names.add(name + "." + below));
            } else {
                names.add(String.valueOf(name));
            }
        });
        return names;
    }
}
