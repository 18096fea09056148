package org.acpo.common.problem.source;

import org.acpo.common.problem.SourceConfig.AnswerFormat;
import org.acpo.common.text.Boxed;
import org.jspecify.annotations.Nullable;

/** Finds the gold answer in the field that holds it. */
final class AnswerText {
    private static final String GSM8K_MARK = "####";

    private AnswerText() {}

    /** The answer, or null if {@code field} holds none in that format. */
    static @Nullable String find(AnswerFormat format, String field) {
        String answer = switch (format) {
            case PLAIN -> field.strip();
            case GSM8K -> afterMark(field);
            case BOXED -> Boxed.lastContent(field);
        };
        return answer == null || answer.isBlank() ? null : answer;
    }

    private static @Nullable String afterMark(String field) {
        int mark = field.lastIndexOf(GSM8K_MARK);
        return mark < 0
                ? null
                : field.substring(mark + GSM8K_MARK.length()).strip().replace(",", "");
    }
}
