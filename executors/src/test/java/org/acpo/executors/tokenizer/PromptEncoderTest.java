package org.acpo.executors.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.common.problem.PromptConfig;
import org.acpo.common.problem.PromptConfig.Kind;
import org.acpo.executors.model.ModelFolder;
import org.acpo.executors.rollout.StopTokens;
import org.junit.jupiter.api.Test;

class PromptEncoderTest {
    private static final Path NANO = Path.of("src/test/resources/fixtures/nano/model");
    private static final String TURNS =
            "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}";
    private static final String MAP = "special_tokens_map.json";

    @Test
    void theUsersTurnIsTheProblemAndNothingElse() throws IOException {
        Tokenizer tokenizer = tokenizer(Map.of("chat_template.jinja", TURNS));

        assertThat(new PromptEncoder(new PromptConfig(Kind.CHAT, null, "Brief.", null), tokenizer).text("1+1?"))
                .isEqualTo("<|im_start|>system\nBrief.<|im_end|>\n<|im_start|>user\n1+1?<|im_end|>\n");
        assertThat(new PromptEncoder(new PromptConfig(Kind.CHAT, "Q: {problem}\n", null, null), tokenizer).text("1+1?"))
                .isEqualTo("<|im_start|>user\nQ: 1+1?\n<|im_end|>\n");
        assertThat(new PromptEncoder(new PromptConfig(Kind.PLAIN, null, null, null), tokenizer).text("1+1?"))
                .isEqualTo("1+1?\n");
    }

    @Test
    void theDayIsThatOfTheConfiguration() throws IOException {
        Tokenizer tokenizer = tokenizer(Map.of("chat_template.jinja", "{{ strftime_now('%d %b %Y, %H:%M:%S') }}"));

        assertThat(new PromptEncoder(new PromptConfig(Kind.CHAT, null, null, "2024-02-29"), tokenizer).text("x"))
                .isEqualTo("29 Feb 2024, 00:00:00");
        assertThat(new PromptEncoder(new PromptConfig(Kind.CHAT, null, null, "2024-02-29T23:59:07"), tokenizer)
                        .text("x"))
                .isEqualTo("29 Feb 2024, 23:59:07");
    }

    /** transformers takes special_tokens_map.json only where tokenizer_config.json does not list the added tokens. */
    @Test
    void specialTokensOfBothFilesReachTheTemplate() throws IOException {
        Map<String, String> files = new HashMap<>(Map.of(
                "chat_template.jinja",
                "{{ bos_token }}|{{ eos_token }}",
                "tokenizer_config.json",
                "{\"bos_token\": null, \"eos_token\": \"<|endoftext|>\"}",
                MAP,
                "{\"bos_token\": {\"content\": \"<|im_start|>\"}}"));

        assertThat(chat(files)).isEqualTo("<|im_start|>|<|endoftext|>");

        files.put("tokenizer_config.json", "{\"eos_token\": \"<|im_end|>\", \"added_tokens_decoder\": {}}");
        assertThat(chat(files)).isEqualTo("|<|im_end|>");
    }

    @Test
    void endTokensAreThoseOfTheModelAndOfTheTokenizer() throws IOException {
        ModelFolder nano =
                ModelFolder.of("dir", Map.of("config.json", Files.readAllBytes(NANO.resolve("config.json"))));

        Tokenizer tokenizer = tokenizer(Map.of("tokenizer_config.json", "{\"eos_token\": \"<|im_start|>\"}"));

        assertThat(StopTokens.endOfText(nano.spec(), tokenizer))
                .startsWith(nano.spec().eosTokenIds().toArray(new Integer[0]))
                .contains(257);
    }

    @Test
    void theStartTokenStandsOnce() throws IOException {
        String adds = Files.readString(NANO.resolve("tokenizer.json"))
                .replaceFirst(
                        "\"post_processor\":\\s*(null|\\{[^{}]*\\})",
                        "\"post_processor\": {\"type\": \"TemplateProcessing\", \"single\": [{\"SpecialToken\": {\"id\":"
                                + " \"<|im_start|>\", \"type_id\": 0}}, {\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}],"
                                + " \"pair\": [], \"special_tokens\": {\"<|im_start|>\": {\"id\": \"<|im_start|>\","
                                + " \"ids\": [257], \"tokens\": [\"<|im_start|>\"]}}}");
        Tokenizer tokenizer =
                tokenizer(Map.of("tokenizer.json", adds, "tokenizer_config.json", "{\"bos_token\": \"<|im_start|>\"}"));
        PromptEncoder encoder = new PromptEncoder(new PromptConfig(Kind.PLAIN, "{problem}", null, null), tokenizer);

        assertThat(encoder.encode("a")).containsExactly(257, 64);
        assertThat(encoder.encode("<|im_start|>a")).containsExactly(257, 64);
    }

    @Test
    void ofSeveralTemplatesTheDefaultIsTaken() throws IOException {
        String named = "{\"chat_template\": [{\"name\": \"rag\", \"template\": \"R\"},"
                + " {\"name\": \"%s\", \"template\": \"T\"}]}";

        assertThat(chat(Map.of("tokenizer_config.json", named.formatted("default"))))
                .isEqualTo("T");
        assertThatThrownBy(() -> chat(Map.of("tokenizer_config.json", named.formatted("tool_use"))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("has several chat templates and none is named default: rag, tool_use;");
        assertThat(chat(Map.of(
                        "tokenizer_config.json", named.formatted("default"),
                        "chat_template.jinja", "F",
                        "additional_chat_templates/tool_use.jinja", "U")))
                .isEqualTo("F");
        Tokenizer both = tokenizer(Map.of("chat_template.jinja", "F", "additional_chat_templates/tool_use.jinja", "U"));
        PromptConfig chat = new PromptConfig(Kind.CHAT, null, null, null);
        assertThat(both.applyChatTemplate(
                        List.of(new Message("user", "x")), List.of(Map.of("name", "f")), true, chat.moment()))
                .isEqualTo("U");
        assertThatThrownBy(() -> chat(Map.of())).hasMessageContaining("dir has no chat template");
    }

    private static String chat(Map<String, String> files) throws IOException {
        PromptConfig chat = new PromptConfig(Kind.CHAT, null, null, null);
        return new PromptEncoder(chat, tokenizer(files)).text("x");
    }

    private static Tokenizer tokenizer(Map<String, String> files) throws IOException {
        Map<String, byte[]> all = new HashMap<>();
        all.put("tokenizer.json", Files.readAllBytes(NANO.resolve("tokenizer.json")));
        files.forEach((name, text) -> all.put(name, text.getBytes(StandardCharsets.UTF_8)));
        return new Tokenizer(TokenizerFiles.of("dir", all));
    }
}
