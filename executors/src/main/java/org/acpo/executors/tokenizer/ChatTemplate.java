package org.acpo.executors.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.jspecify.annotations.Nullable;

/**
 * A Jinja chat template rendered as transformers renders it, or refused with what in it is not supported; never rendered
 * otherwise. Compiled when it is first used. Safe for several threads.
 */
final class ChatTemplate {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
    private static final String RAISED = "raise_exception: ";

    private final String path;
    private final String source;
    private final Map<String, String> specialTokens;
    private @Nullable TemplateEngine engine;

    /**
     * @param path the model's folder, for error messages
     * @param specialTokens those that templates know by name, such as bos_token
     */
    ChatTemplate(String path, String source, Map<String, String> specialTokens) {
        this.path = path;
        this.source = source;
        this.specialTokens = specialTokens;
    }

    /**
     * @param tools JSON schemas; none when empty
     * @param now what {@code strftime_now} tells
     * @throws UserException when the template refuses the messages, or is refused itself
     */
    synchronized String render(
            List<Message> messages, List<Map<String, Object>> tools, boolean addGenerationPrompt, LocalDateTime now) {
        Map<String, Object> context = new LinkedHashMap<>(specialTokens);
        context.put("messages", messages.stream().map(Message::asMap).toList());
        context.put("tools", tools.isEmpty() ? null : tools);
        context.put("documents", null);
        context.put("add_generation_prompt", addGenerationPrompt);
        try {
            if (engine == null) {
                engine = TemplateEngine.compile(source);
            }
            return engine.render(JSON.writeValueAsString(context), MOMENT.format(now));
        } catch (JsonProcessingException e) {
            throw new UserException("the messages or tools of a chat are not JSON: " + e.getOriginalMessage(), e);
        } catch (TemplateEngine.TemplateException e) {
            if (e.isBroken()) {
                engine = null;
            }
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private UserException refused(String why) {
        return new UserException(
                why.startsWith(RAISED)
                        ? "the chat template of " + path + " refuses these messages: " + why.substring(RAISED.length())
                                + "; change prompt.system or the messages, or set prompt.kind to plain"
                        : "the chat template of " + path + " cannot be rendered: " + why
                                + "; write that part of chat_template.jinja otherwise or set prompt.kind to plain");
    }
}
