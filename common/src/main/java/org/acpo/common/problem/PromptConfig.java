package org.acpo.common.problem;

import java.io.Serializable;
import org.acpo.common.config.Require;
import org.jspecify.annotations.Nullable;

/** Section {@code prompt}: how a problem becomes the policy's prompt, as plain text or through its chat template. */
public record PromptConfig(
        Kind kind, String template, @Nullable String system) implements Serializable {

    /** PLAIN is the template alone; CHAT is the template as the user's turn of the model's chat template. */
    public enum Kind {
        PLAIN,
        CHAT
    }

    public PromptConfig {
        Require.that(template.contains("{problem}"), "prompt.template", template, "a text that contains {problem}");
    }

    /** The template with the problem's text in place. */
    public String fill(String problem) {
        return template.replace("{problem}", problem);
    }
}
