package org.acpo.executors.tokenizer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One turn of a chat.
 *
 * @param role system, user, assistant or tool
 * @param toolCalls calls an assistant makes, as JSON-like maps ({@code function: {name, arguments}}); usually empty
 */
public record Message(String role, String content, List<Map<String, Object>> toolCalls) {

    public Message(String role, String content) {
        this(role, content, List.of());
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("role", role);
        map.put("content", content);
        if (!toolCalls.isEmpty()) {
            map.put("tool_calls", toolCalls);
        }
        return map;
    }
}
