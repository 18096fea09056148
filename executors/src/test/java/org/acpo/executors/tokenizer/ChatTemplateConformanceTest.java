package org.acpo.executors.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Expected texts are those of transformers 5.24 with jinja2 3.1.6, made by {@code .ci/chat-templates.py}. */
class ChatTemplateConformanceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<Map<String, Object>>> MAPS = new TypeReference<>() {};
    private static final LocalDateTime NOW = LocalDateTime.of(2026, 11, 30, 9, 5, 7);

    @Test
    void whatIsNotRefusedIsWhatTransformersPrints() throws IOException {
        List<String> wrong = new ArrayList<>();
        int printed = 0;
        for (String line : resource("probes.jsonl").split("\n")) {
            JsonNode probe = JSON.readTree(line);
            String template = probe.get("template").asText();
            String text = textOrNull(template, probe.path("context").asText("system"));
            JsonNode expected = probe.get("expected");
            boolean refused = expected.isNull() || probe.path("refused").asBoolean();
            if (refused ? text != null : !expected.asText().equals(text)) {
                wrong.add(template + "\n    here " + text + "\n    there " + expected);
            }
            printed += text == null ? 0 : 1;
        }
        assertThat(wrong).isEmpty();
        assertThat(printed).isGreaterThan(800);
    }

    @Test
    void templatesInTheStylesOfCommonModelsPrintTheSame() throws IOException {
        for (String line : resource("styles.jsonl").split("\n")) {
            JsonNode test = JSON.readTree(line);
            String template = resource("styles/" + test.get("style").asText());
            String text = textOrNull(template, test.get("context").asText());
            assertThat(text).as(line).isEqualTo(test.get("expected").textValue());
        }
    }

    private static @Nullable String textOrNull(String template, String context) throws IOException {
        JsonNode values = JSON.readTree(resource("contexts.json")).get(context);
        List<Message> messages = new ArrayList<>();
        for (Map<String, Object> turn : JSON.convertValue(values.get("messages"), MAPS)) {
            Map<String, Object> fields = new LinkedHashMap<>(turn);
            messages.add(new Message((String) Objects.requireNonNull(fields.remove("role")), fields));
        }
        List<Map<String, Object>> tools =
                values.has("tools") ? JSON.convertValue(values.get("tools"), MAPS) : List.of();
        try {
            return new ChatTemplate("here", template, Map.of("bos_token", "<s>", "eos_token", "</s>"))
                    .render(messages, tools, values.get("add_generation_prompt").asBoolean(), NOW);
        } catch (UserException e) {
            assertThat(e).hasMessageContaining("the chat template of here ");
            return null;
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(ChatTemplateConformanceTest.class.getResourceAsStream("/chat/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
