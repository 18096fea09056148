package org.acpo.common.verify.math;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final Map<String, String> SIGNS = new LinkedHashMap<>();

    static {
        String[][] pairs = {
            {"\\displaystyle", ""},
            {"\\textstyle", ""},
            {"\\limits", ""},
            {"\\$", ""},
            {"$", ""},
            {"\\!", ""},
            {"{,}", ""},
            {"€", ""},
            {"£", ""},
            {"¥", ""},
            {"\\pounds", ""},
            {"\\euro", ""},
            {"^{\\circ}", ""},
            {"^\\circ", ""},
            {"\\degree", ""},
            {"°", ""},
            {"\\%", "%"},
            {"\\percent", "%"},
            {"\\dfrac", "\\frac"},
            {"\\tfrac", "\\frac"},
            {"\\cfrac", "\\frac"},
            {"\\dbinom", "\\binom"},
            {"\\tbinom", "\\binom"},
            {"\\lbrace", "\\{"},
            {"\\rbrace", "\\}"},
            {"\\{", "⦃"},
            {"\\}", "⦄"},
            {"\\emptyset", "∅"},
            {"\\varnothing", "∅"},
            {"\\lvert", "|"},
            {"\\rvert", "|"},
            {"\\vert", "|"},
            {"\\cdots", "…"},
            {"\\ldots", "…"},
            {"\\dots", "…"},
            {"\\cdot", "*"},
            {"\\times", "*"},
            {"×", "*"},
            {"·", "*"},
            {"\\div", "/"},
            {"÷", "/"},
            {"−", "-"},
            {"–", "-"},
            {"\\pm", "±"},
            {"\\mp", "∓"},
            {"\\infty", "∞"},
            {"\\cup", "∪"},
            {"\\approx", "≈"},
            {"\\quad", " ; "},
            {"\\qquad", " ; "},
            {"\\lor", ";"},
            {"\\colon", ":"},
            {"\\geqslant", "≥"},
            {"\\leqslant", "≤"},
            {"\\dagger", ""},
            {"²", "^2"},
            {"³", "^3"},
            {"**", "^"},
            {"~", " "},
            {"\\,", " "},
            {"\\;", " "},
            {"\\:", " "},
            {"\\ ", " "},
            {"\\(", " "},
            {"\\)", " "},
            {"\\[", " "},
            {"\\]", " "},
            {"<=", "≤"},
            {">=", "≥"},
            {"!=", "≠"},
            {"==", "="}
        };
        for (String[] pair : pairs) {
            SIGNS.put(pair[0], pair[1]);
        }
    }

    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern DOUBLED_BACKSLASH = Pattern.compile("\\\\\\\\(?=[a-zA-Z(){}\\[\\],;!%$])");
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
    private static final Pattern CONNECTIVES = Pattern.compile("[\\s,]*(?:and|or|,|;)[\\s,]*");
    private static final Pattern THOUSANDS_GAP = Pattern.compile("(?<=\\d),\\s?\\\\!\\s*(?=\\d{3})");
    private static final Pattern LAST_WORD =
            Pattern.compile("(?<![a-zA-Z\\\\])([a-zA-Z]+)\\s*(?:\\^\\s*\\{?\\s*[23]\\s*\\}?)?\\s*$");
    private static final Set<String> UNITS = Set.of(
            "percent",
            "pct",
            "percentage",
            "points",
            "point",
            "cm",
            "mm",
            "km",
            "m",
            "ft",
            "in",
            "inch",
            "inches",
            "feet",
            "foot",
            "yard",
            "yards",
            "mile",
            "miles",
            "meter",
            "meters",
            "metre",
            "metres",
            "centimeters",
            "kilometers",
            "square",
            "cubic",
            "sq",
            "unit",
            "units",
            "degree",
            "degrees",
            "radians",
            "dollar",
            "dollars",
            "cent",
            "cents",
            "euro",
            "euros",
            "usd",
            "yuan",
            "second",
            "seconds",
            "sec",
            "minute",
            "minutes",
            "min",
            "hour",
            "hours",
            "hr",
            "hrs",
            "day",
            "days",
            "week",
            "weeks",
            "month",
            "months",
            "year",
            "years",
            "kg",
            "gram",
            "grams",
            "lb",
            "lbs",
            "pound",
            "pounds",
            "ounce",
            "ounces",
            "oz",
            "liter",
            "liters",
            "gallon",
            "gallons",
            "mph",
            "per",
            "people",
            "students",
            "ways",
            "times",
            "old",
            "am",
            "pm");

    private Cleaner() {}

    /** The answer in its one spelling; may be empty. */
    static String clean(String answer) {
        String text = answer;
        if (text.contains("\\begin")) {
            text = text.replace("\\\\", String.valueOf(ROW_END));
        } else {
            text = DOUBLED_BACKSLASH.matcher(text).replaceAll("\\\\");
        }
        text = THOUSANDS_GAP.matcher(text).replaceAll("");
        text = SIZES.matcher(text).replaceAll("");
        text = RELATIONS.matcher(text).replaceAll(m -> RELATION_SIGNS.get(m.group(1)));
        text = FONTS.matcher(text).replaceAll(m -> Matcher.quoteReplacement(m.group(1)));
        text = words(text);
        for (Map.Entry<String, String> sign : SIGNS.entrySet()) {
            text = text.replace(sign.getKey(), sign.getValue());
        }
        return withoutUnits(trimEnds(SPACE.matcher(text).replaceAll(" ")));
    }

    /** Words set as text: connectives separate, words beside mathematics are units or prose, others are the answer. */
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
            return mathematics
                    ? " "
                    : Matcher.quoteReplacement(" " + words + " " + Objects.requireNonNullElse(m.group(2), ""));
        });
    }

    private static String trimEnds(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && " \t\r\n;:,".indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        while (end > start && " \t\r\n.,;:\\".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(start, end);
    }

    /** Drops unit words after a number; a text of words alone is left as it is. */
    private static String withoutUnits(String text) {
        String rest = text;
        Matcher matcher = LAST_WORD.matcher(rest);
        while (matcher.find() && UNITS.contains(matcher.group(1).toLowerCase(Locale.ROOT))) {
            String before = rest.substring(0, matcher.start()).strip();
            boolean single = matcher.group(1).length() == 1
                    && !rest.substring(0, matcher.start()).endsWith(" ");
            char last = before.isEmpty() ? ' ' : before.charAt(before.length() - 1);
            if (before.isEmpty() || (single && before.contains("^")) || "+-*/^=<>≤≥≠∈(,_".indexOf(last) >= 0) {
                return rest;
            }
            if (before.chars().noneMatch(Character::isDigit)) {
                return rest;
            }
            rest = before;
            matcher = LAST_WORD.matcher(rest);
        }
        return rest;
    }
}
