package org.acpo.common.verify.math;

import java.util.regex.Pattern;

/** Takes off what only shapes an answer: sizes, colours, emphasis, quotation marks, words such as "about". */
final class Layout {
    private static final Pattern MARKED = Pattern.compile(
            "\\\\(?:large|Large|LARGE|huge|Huge|small|normalsize|bf|it|rm|checkmark|blacksquare|square\\s*$)(?![a-zA-Z])");
    private static final Pattern COLOUR = Pattern.compile("\\\\(?:text)?color\\s*\\{[a-zA-Z]{1,20}\\}");
    private static final Pattern UNDERLINED = Pattern.compile("\\\\(?:underline|underbrace|mathstrut)(?![a-zA-Z])");
    private static final Pattern EMPHASIS = Pattern.compile("^\\s*\\*\\*([^*]+)\\*\\*[\\s.]*$");
    private static final Pattern QUOTED = Pattern.compile("``([^`']*)''");
    private static final Pattern HEDGED = Pattern.compile(
            "^\\s*(?i:approximately|about|roughly|around|exactly|equals?(?:\\s+to)?)\\s+(?=[-+\\d.\\\\$])");

    private Layout() {}

    /** The answer without that. */
    static String strip(String answer) {
        String text = answer;
        if (text.indexOf('\\') >= 0) {
            text = MARKED.matcher(text).replaceAll("");
            text = COLOUR.matcher(text).replaceAll("");
            text = UNDERLINED.matcher(text).replaceAll("");
        }
        if (text.indexOf('*') >= 0) {
            text = EMPHASIS.matcher(text).replaceAll("$1");
        }
        if (text.indexOf('`') >= 0) {
            text = QUOTED.matcher(text).replaceAll("$1");
        }
        return HEDGED.matcher(text).replaceAll("");
    }
}
