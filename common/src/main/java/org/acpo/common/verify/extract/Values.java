package org.acpo.common.verify.extract;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acpo.common.verify.extract.Formulas.Formula;
import org.jspecify.annotations.Nullable;

/** Formulas and numbers in prose. */
final class Values {
    /** With what belongs to a number: its money, decimals, fraction, time of day, power of ten, percent sign. */
    private static final Pattern NUMBER =
            Pattern.compile("(?<![\\w.:^_/])(?<!\\d,)[-−]?\\\\?[$€£¥]?\\d[\\d,]*+(?:\\.\\d++)?+"
                    + "(?:\\s\\d{1,9}/\\d{1,9}|\\s?/\\s?\\d++|(?::\\d++){1,3})?(?:\\s?[aApP]\\.?\\s?[mM]\\b\\.?"
                    + "|\\s(?:in the (?:morning|afternoon|evening)|at night|o[’']clock))?"
                    + "(?:\\s?[×x*]\\s?10\\s?(?:\\^\\s?\\{?\\s?[-+−]?\\d{1,9}\\}?|[⁻⁰¹²³⁴-⁹]{1,9})|[eE][-+]?\\d{1,9}(?!\\w))?"
                    + "(?:\\s?\\\\?%)?");

    private Values() {}

    /** The formula or number that ends last, or null. */
    static @Nullable String last(String text) {
        Found found = lastIn(text);
        return found == null ? null : found.text();
    }

    /** The same with its place; nothing marks it as the answer. */
    static @Nullable Found lastIn(String text) {
        List<Formula> formulas = Formulas.all(text);
        Formula formula = formulas.isEmpty() ? null : formulas.get(formulas.size() - 1);
        Found last = formula == null ? null : new Found(formula.content(), formula.start(), false);
        Matcher number = NUMBER.matcher(text);
        int from = formula == null ? 0 : formula.end();
        while (number.find()) {
            if (number.start() >= from) {
                last = new Found(number.group(), number.start(), false);
            }
        }
        return last;
    }
}
