package org.acpo.executors.tokenizer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a chat.
 *
 * @param role system, user, assistant or tool
 * @param fields what the turn has besides its role, in order: content, and where there are such tool_calls (a list of maps
 *     like {@code {function: {name, arguments}}}), tool_call_id, name; values are those of JSON
 */
public record Message(String role, Map<String, Object> fields) {
    /** Names of a turn's reasoning; transformers takes the first that is there and gives it to templates as these two. */
    private static final List<String> REASONING = List.of("reasoning_content", "thinking", "reasoning");

    public Message(String role, String content) {
        this(role, Map.of("content", content));
    }

    /** What a template sees, as transformers hands it over: without absent values, with the reasoning under its names. */
    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        Object reasoning = reasoning();
        if (reasoning != null) {
            map.put("thinking", reasoning);
        }
        map.put("role", role);
        fields.forEach((key, value) -> {
            if (value != null) {
                map.put(key, value);
            }
        });
        if (reasoning != null) {
            map.put("reasoning_content", reasoning);
        }
        return map;
    }

    private @Nullable Object reasoning() {
        Stream<Object> all = REASONING.stream().map(fields::get);
        return all.filter(Objects::nonNull).findFirst().orElse(null);
    }
}
