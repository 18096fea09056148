package org.acpo.common.problem;

import java.io.Serializable;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.acpo.common.config.Require;
import org.jspecify.annotations.Nullable;

/**
 * Section {@code prompt}: how a problem becomes the policy's prompt, as plain text or through its chat template.
 *
 * @param template a text with {problem}, or null for the problem and a newline when plain, the problem alone in a chat
 * @param system system turn of a chat, or null for what the chat template has itself
 * @param date day, or day and time, that a chat template is told as today's, in ISO form; null where there is no chat
 */
public record PromptConfig(
        Kind kind,
        @Nullable String template,
        @Nullable String system,
        @Nullable String date) implements Serializable {

    private static final String PROBLEM = "{problem}";

    /** PLAIN is the template alone; CHAT is the template as the user's turn of the model's chat template. */
    public enum Kind {
        PLAIN,
        CHAT
    }

    public PromptConfig {
        Require.that(
                template == null || template.contains(PROBLEM),
                "prompt.template",
                String.valueOf(template),
                "a text that contains {problem}");
        Require.that(
                date == null || isDate(date),
                "prompt.date",
                String.valueOf(date),
                "a day like 2026-11-30, or a day and time like 2026-11-30T09:05:07");
    }

    /** The template with the problem's text in place. */
    public String fill(String problem) {
        return Objects.requireNonNullElse(template, kind == Kind.PLAIN ? PROBLEM + "\n" : PROBLEM)
                .replace(PROBLEM, problem);
    }

    /** This, told that it is now {@code now} where a chat has no {@link #date} yet. */
    public PromptConfig at(LocalDateTime now) {
        return kind == Kind.PLAIN || date != null
                ? this
                : new PromptConfig(
                        kind,
                        template,
                        system,
                        now.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** The moment of {@link #date}, midnight when it is a day alone; that of the call when there is none. */
    public LocalDateTime moment() {
        return date == null ? LocalDateTime.now() : parsed(date);
    }

    private static boolean isDate(String date) {
        try {
            return parsed(date).getYear() > 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static LocalDateTime parsed(String date) {
        return date.contains("T")
                ? LocalDateTime.parse(date)
                : LocalDate.parse(date).atStartOfDay();
    }
}
