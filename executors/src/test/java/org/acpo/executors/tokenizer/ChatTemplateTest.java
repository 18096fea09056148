package org.acpo.executors.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.acpo.common.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected texts come from jinja2 3.1.6 with the settings of transformers (trim_blocks, lstrip_blocks, its tojson). */
class ChatTemplateTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final LocalDateTime NOW = LocalDateTime.of(2026, 11, 30, 9, 5, 7);
    private static final TypeReference<List<Map<String, Object>>> MAPS = new TypeReference<>() {};

    @ParameterizedTest
    @ValueSource(strings = {"plain", "system", "tools", "llama", "thinking", "thinking-last"})
    void rendersAsTransformersDoes(String name) throws IOException {
        JsonNode test = JSON.readTree(resource("cases.json")).get(name);
        ChatTemplate template = template(resource(test.get("template").asText()));
        List<Message> messages = new ArrayList<>();
        for (JsonNode turn : test.get("messages")) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("content", turn.get("content").asText());
            if (turn.has("tool_calls")) {
                fields.put("tool_calls", JSON.convertValue(turn.get("tool_calls"), MAPS));
            }
            messages.add(new Message(turn.get("role").asText(), fields));
        }
        List<Map<String, Object>> tools = test.has("tools") ? JSON.convertValue(test.get("tools"), MAPS) : List.of();

        String text = template.render(
                messages, tools, test.get("add_generation_prompt").asBoolean(), NOW);

        assertThat(text).isEqualTo(test.get("expected").asText());
    }

    @Test
    void whatATemplateRefusesIsAUserError() throws IOException {
        ChatTemplate template = template(resource("block-style.jinja"));

        assertThatThrownBy(() -> template.render(List.of(new Message("tool", "x")), List.of(), false, NOW))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("the chat template of here refuses these messages")
                .hasMessageContaining("roles are user and assistant, not tool");
    }

    private static ChatTemplate template(String text) {
        return new ChatTemplate("here", text, Map.of("bos_token", "<s>", "eos_token", "</s>"));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ChatTemplateTest.class.getResourceAsStream("/chat/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
