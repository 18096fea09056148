package org.acpo.common.verify.code;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A fenced block of code in a response.
 *
 * @param start offset of the fence that opens it
 */
public record CodeBlock(String code, Language language, int start) {
    private static final String THOUGHT_END = "</think>";
    private static final Pattern FENCE =
            Pattern.compile("^[ \\t]{0,3}```[ \\t]*([\\w+#.-]*)[^\\n`]*$", Pattern.MULTILINE);

    /**
     * The last closed block in the wanted language, or without a tag; what a model thought before {@code </think>} does
     * not count. Linear in the response.
     *
     * @param wanted the language, or null for whichever the tag names, Python without one
     */
    public static Optional<CodeBlock> last(String response, @Nullable Language wanted) {
        int thought = response.lastIndexOf(THOUGHT_END);
        int from = thought < 0 ? 0 : thought + THOUGHT_END.length();
        Matcher fence = FENCE.matcher(response);
        CodeBlock last = null;
        int opened = -1;
        int bodyStart = -1;
        Language language = null;
        while (fence.find(opened < 0 ? from : bodyStart)) {
            if (opened < 0) {
                opened = fence.start();
                bodyStart = Math.min(response.length(), fence.end() + 1);
                language = language(fence.group(1), wanted);
            } else {
                if (language != null) {
                    last = new CodeBlock(response.substring(bodyStart, fence.start()), language, opened);
                }
                from = fence.end();
                opened = -1;
            }
        }
        return Optional.ofNullable(last);
    }

    /** The block's language, or null if it is not the wanted one. */
    private static @Nullable Language language(String tag, @Nullable Language wanted) {
        if (tag.isEmpty()) {
            return wanted == null ? Language.PYTHON : wanted;
        }
        Language tagged = Language.of(tag).orElse(null);
        return wanted == null || tagged == wanted ? tagged : null;
    }
}
