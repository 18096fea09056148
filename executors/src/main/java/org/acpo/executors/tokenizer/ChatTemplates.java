package org.acpo.executors.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.acpo.common.UserException;

/**
 * The chat templates of a model folder by name, found as transformers 5 finds them: chat_template.jinja (named default) and
 * additional_chat_templates/NAME.jinja, and only where there is neither of them {@code chat_template} in
 * tokenizer_config.json, one text or a list of names and texts.
 */
record ChatTemplates(String path, Map<String, String> byName) {
    private static final String DEFAULT = "default";
    private static final String TOOL_USE = "tool_use";
    private static final String SUFFIX = ".jinja";

    static ChatTemplates of(String path, Map<String, byte[]> files, JsonNode config) {
        Map<String, String> byName = new TreeMap<>();
        files.forEach((file, bytes) -> {
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (file.equals(TokenizerFiles.CHAT_TEMPLATE)) {
                byName.put(DEFAULT, text);
            } else if (file.startsWith(TokenizerFiles.MORE_TEMPLATES) && file.endsWith(SUFFIX)) {
                int end = file.length() - SUFFIX.length();
                byName.put(file.substring(TokenizerFiles.MORE_TEMPLATES.length(), end), text);
            }
        });
        return new ChatTemplates(path, byName.isEmpty() ? inConfig(path, config.path("chat_template")) : byName);
    }

    private static Map<String, String> inConfig(String path, JsonNode template) {
        Map<String, String> byName = new TreeMap<>();
        if (template.isTextual()) {
            byName.put(DEFAULT, template.asText());
        }
        for (JsonNode named : template) {
            if (!named.path("name").isTextual() || !named.path("template").isTextual()) {
                throw new UserException(path + "/" + TokenizerFiles.CONFIG
                        + ": chat_template must be a text, or a list of {name, template}");
            }
            byName.put(named.path("name").asText(), named.path("template").asText());
        }
        return byName;
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    /**
     * The template that transformers takes: with tools the one named tool_use if there is such, otherwise the default.
     *
     * @throws UserException when there is none
     */
    String choose(boolean tools) {
        if (isEmpty()) {
            throw new UserException(path + " has no chat template; set prompt.kind to plain");
        }
        String template = tools && byName.containsKey(TOOL_USE) ? byName.get(TOOL_USE) : byName.get(DEFAULT);
        if (template == null) {
            throw new UserException(path + " has several chat templates and none is named default: "
                    + String.join(", ", byName.keySet())
                    + "; put the one to use into its chat_template.jinja, or set prompt.kind to plain");
        }
        return template;
    }
}
