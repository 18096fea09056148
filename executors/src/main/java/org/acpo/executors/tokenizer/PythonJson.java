package org.acpo.executors.tokenizer;

import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** JSON text spaced and escaped as Python's {@code json.dumps(value, ensure_ascii=False)} does it, keys in order. */
final class PythonJson {
    private PythonJson() {}

    static String dumps(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            StringJoiner text = new StringJoiner(", ", "{", "}");
            map.forEach((key, item) -> text.add(quoted(String.valueOf(key)) + ": " + dumps(item)));
            return text.toString();
        }
        if (value instanceof Iterable<?> items) {
            StringJoiner text = new StringJoiner(", ", "[", "]");
            items.forEach(item -> text.add(dumps(item)));
            return text.toString();
        }
        return value instanceof CharSequence || value instanceof Character
                ? quoted(value.toString())
                : String.valueOf(value);
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> out.append(c < 0x20 ? "\\u%04x".formatted((int) c) : String.valueOf(c));
            }
        }
        return out.append('"').toString();
    }
}
