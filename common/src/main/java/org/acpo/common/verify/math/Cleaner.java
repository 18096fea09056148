package org.acpo.common.verify.math;

import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acpo.common.text.Characters;

/**
 * Brings an answer as people and models write it into one spelling: no layout, no delimiters, no units, one sign for each
 * relation. Every step is linear in the text.
 */
final class Cleaner {
    /** Set braces, to tell them from the braces that group. */
    static final char SET_OPEN = '⦃';

    static final char SET_CLOSE = '⦄';

    /** Ends a row of a matrix. */
    static final char ROW_END = '⏎';

    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern DOUBLED_BACKSLASH = Pattern.compile("\\\\\\\\(?=[a-zA-Z(){}\\[\\],;!%$])");
    private static final Pattern INFIX = Pattern.compile("^\\{[^{}]*\\\\(?:over|choose)(?![a-zA-Z])");
    private static final Pattern WRAP = Pattern.compile("(?:\\\\(?:boxed|fbox)\\s*)?\\{");
    private static final Pattern AMPERSAND = Pattern.compile("\\s\\\\?&\\s");
    private static final Pattern DEGREE_SIGN =
            Pattern.compile("°|\\\\degree(?![a-z])|\\^\\s?\\{?\\s?\\\\circ(?![a-z])");
    private static final Pattern SIZES =
            Pattern.compile("\\\\(?:left|right|bigl|bigr|Bigl|Bigr|big|Big|bigg|Bigg)(?![a-zA-Z])\\s*\\.?");
    private static final Pattern RELATIONS = Pattern.compile("\\\\(leq|le|geq|ge|neq|ne|lt|gt|in)(?![a-zA-Z])");
    private static final Map<String, String> RELATION_SIGNS = Map.of(
            "leq", "≤", "le", "≤", "geq", "≥", "ge", "≥", "neq", "≠", "ne", "≠", "lt", "<", "gt", ">", "in", "∈");
    private static final Pattern FONTS =
            Pattern.compile("\\\\(?:mathrm|mathbf|mathit|mathbb|mathcal|boldsymbol|operatorname|textbf|textit|bf|rm)"
                    + "\\s*\\{([^{}]*)\\}");
    private static final Pattern TEXTS =
            Pattern.compile("\\\\(?:text|textnormal|mbox|textrm)\\s*\\{([^{}]*)\\}(\\s?\\^\\s?\\{?[23]\\}?)?");
    private static final Pattern LABEL = Pattern.compile("\\s*\\(?[A-J]\\s*[).:]\\s*");
    /** A word with digits in it, which is no prose. */
    private static final Pattern NAMED = Pattern.compile("\\s*(?=[^\\s\\d]{0,9}\\d)[A-Za-z0-9]+\\s*");

    private static final Pattern DIGIT = Pattern.compile("\\s*\\d");
    private static final Pattern END = Pattern.compile("[\\s.,;$)}\\]]*");
    private static final Pattern CONNECTIVES = Pattern.compile("[\\s,]*(?:and|or|,|;)[\\s,]*");
    private static final Pattern THOUSANDS_GAP =
            Pattern.compile("(?<=\\d)(?:,\\s?\\\\!\\s*|\\s?\\{\\s?,\\s?\\}\\s?)(?=\\d{3})");

    private Cleaner() {}

    /** The answer in its one spelling, without its unit; may be empty. */
    static String clean(String answer) {
        return quantity(answer).text();
    }

    /** The answer in its one spelling, and its unit. */
    static Units.Quantity quantity(String answer) {
        String text = unwrapped(SPACE.matcher(Characters.fold(answer)).replaceAll(" "));
        if (text.contains("\\begin")) {
            text = text.replace("\\\\", String.valueOf(ROW_END));
        } else {
            text = DOUBLED_BACKSLASH.matcher(text).replaceAll("\\\\");
            text = AMPERSAND.matcher(text).replaceAll(" and ");
        }
        text = Layout.strip(text);
        text = Money.plain(text.replace("\\\"", "\""));
        text = THOUSANDS_GAP.matcher(text).replaceAll("");
        text = SIZES.matcher(text).replaceAll("");
        text = Spellings.replace(text);
        text = RELATIONS.matcher(text).replaceAll(m -> RELATION_SIGNS.get(m.group(1)));
        text = FONTS.matcher(text).replaceAll(m -> Matcher.quoteReplacement(m.group(1)));
        Units.Unit implied =
                text.contains("\\$") ? Units.DOLLAR : DEGREE_SIGN.matcher(text).find() ? Units.DEGREE : null;
        text = Signs.replace(words(text));
        return Units.cut(trimEnds(SPACE.matcher(text).replaceAll(" ")), implied);
    }

    /** Without a box, or braces that hold all of the answer. */
    private static String unwrapped(String answer) {
        String text = answer.strip();
        while (true) {
            Matcher wrap = WRAP.matcher(text);
            if (!wrap.lookingAt() || INFIX.matcher(text).find() || !Split.isWrapped(text.substring(wrap.end() - 1))) {
                return text;
            }
            text = text.substring(wrap.end(), text.length() - 1).strip();
        }
    }

    /**
     * Words set as text: connectives separate, a unit at the end stays for {@link Units}, other words beside mathematics
     * are prose, and words alone are the answer.
     */
    private static String words(String text) {
        Matcher matcher = TEXTS.matcher(text);
        if (!matcher.find()) {
            return text;
        }
        boolean mathematics = matcher.replaceAll("").chars().anyMatch(Character::isDigit);
        return TEXTS.matcher(text).replaceAll(m -> {
            String words = m.group(1);
            if (CONNECTIVES.matcher(words).matches()) {
                return " ; ";
            }
            if (words.chars().noneMatch(Character::isLetter)
                    || NAMED.matcher(words).matches()) {
                return Matcher.quoteReplacement(words);
            }
            String rest = text.substring(m.end());
            boolean unit = Units.isUnit(words)
                    && (mathematics || Character.isLowerCase(words.strip().charAt(0)))
                    && (END.matcher(rest).matches() || DIGIT.matcher(rest).lookingAt());
            boolean label = LABEL.matcher(words).matches() || Clock.isHalf(words);
            return mathematics && !unit && !label
                    ? " "
                    : Matcher.quoteReplacement(" " + (unit ? Units.spelledOut(words) : words) + " "
                            + Objects.requireNonNullElse(m.group(2), ""));
        });
    }

    private static String trimEnds(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && " \t\r\n;:,\"“`".indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        while (end > start && " \t\r\n.,;:\\\"”`".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(start, end);
    }
}
