package org.acpo.executors.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;

/**
 * A Jinja chat template rendered as transformers renders it (jinja2 with trim_blocks and lstrip_blocks). Jinjava needs
 * help for that: it mishandles whitespace control markers, and its tojson is neither ordered nor spaced like Python's.
 */
final class ChatTemplate {
    private static final Jinjava JINJAVA = jinjava();

    private final String path;
    private final String template;
    private final Map<String, Object> tokens;

    ChatTemplate(String path, String template, JsonNode tokenizerConfig) {
        this.path = path;
        // jinja2 drops the newline at the end of a template.
        this.template = PythonSyntax.translate(applyWhitespaceControl(template.replaceFirst("\n$", "")));
        this.tokens = tokens(tokenizerConfig);
    }

    String render(List<Message> messages, List<Map<String, Object>> tools, boolean addGenerationPrompt) {
        Map<String, Object> context = new LinkedHashMap<>(tokens);
        context.put("messages", messages.stream().map(Message::asMap).toList());
        context.put("add_generation_prompt", addGenerationPrompt);
        if (!tools.isEmpty()) {
            context.put("tools", tools);
        }
        RenderResult result = JINJAVA.renderForResult(template, context);
        if (result.hasErrors()) {
            throw new UserException("the chat template of " + path + " cannot be rendered: "
                    + reason(result.getErrors().get(0)) + "; check the messages or set prompt.kind to plain");
        }
        return result.getOutput();
    }

    /** Does what the {@code -} of <code>{%-</code> and <code>-%}</code> asks for, so that the markers can go. */
    static String applyWhitespaceControl(String template) {
        return template.replaceAll("\\s*\\{([%{#])-", "{$1").replaceAll("-([%}#])}\\s*", "$1}");
    }

    /** Called by templates through the function of the same name. */
    public static String raiseException(String message) {
        throw new InterpretException(message);
    }

    /** First line of the innermost message: that of raise_exception is wrapped in others. */
    private static String reason(TemplateError error) {
        String message = error.getMessage();
        for (Throwable cause = error.getException(); cause != null; cause = cause.getCause()) {
            message = cause.getMessage() == null ? message : cause.getMessage();
        }
        return message.lines().findFirst().orElse("");
    }

    private static Map<String, Object> tokens(JsonNode config) {
        Map<String, Object> tokens = new LinkedHashMap<>();
        for (String name : List.of("bos_token", "eos_token", "pad_token", "unk_token")) {
            JsonNode token = config.path(name);
            String text =
                    token.isTextual() ? token.asText() : token.path("content").asText();
            tokens.put(name, text);
        }
        return tokens;
    }

    private static Jinjava jinjava() {
        Jinjava jinjava = new Jinjava(JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withNestedInterpretationEnabled(false)
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withUsePyishObjectMapper(true)
                        .withKeepNullableLoopValues(true)
                        .build())
                .build());
        jinjava.getGlobalContext().registerFilter(new ToJson());
        PythonSyntax.register(jinjava);
        jinjava.getGlobalContext()
                .registerFunction(new ELFunctionDefinition(
                        "", "raise_exception", ChatTemplate.class, "raiseException", String.class));
        return jinjava;
    }

    /** Python's {@code json.dumps(value, ensure_ascii=False)}. */
    private static final class ToJson implements Filter {
        @Override
        public Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
            return PythonJson.dumps(value);
        }

        @Override
        public String getName() {
            return "tojson";
        }
    }
}
