package org.acpo.driver.cli;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Options that are short for {@code --set key=value}; those that were not given add nothing. */
final class Overrides {
    private final List<String> list = new ArrayList<>();

    /** A number or an enum constant. */
    void add(String key, @Nullable Object value) {
        if (value != null) {
            list.add(key + "=" + value);
        }
    }

    /** A text, taken as it is whatever YAML would make of it. */
    void addText(String key, @Nullable String value) {
        if (value != null) {
            // a JSON string is YAML too
            list.add(key + "=" + TextNode.valueOf(value));
        }
    }

    void addAll(List<String> overrides) {
        list.addAll(overrides);
    }

    List<String> list() {
        return list;
    }
}
