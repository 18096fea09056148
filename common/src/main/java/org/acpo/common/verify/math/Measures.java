package org.acpo.common.verify.math;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acpo.common.verify.math.Units.Quantity;
import org.acpo.common.verify.math.Units.Unit;
import org.jspecify.annotations.Nullable;

/** Quantities in more than one unit: rates, such as {@code 60 km/h}, and sums, such as {@code 2 hours 30 minutes}. */
final class Measures {
    private static final Pattern RATE =
            Pattern.compile("(.*[\\d)}])\\s*\\b([a-zA-Z]{1,12})\\s*(?:/|\\bper\\b)\\s*([a-zA-Z]{1,12})"
                    + "(?:\\s*\\^\\s*\\{?\\s*([23])\\s*\\}?)?");
    private static final Pattern SUM =
            Pattern.compile("(?:\\d+(?:\\.\\d+)?\\s*[a-zA-Z]{1,12}\\s*(?:,\\s*|;\\s*)?(?:and\\s+)?){2,4}");
    private static final Pattern TERM = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([a-zA-Z]{1,12})");
    private static final Pattern ATTACHED = Pattern.compile("([-+]?\\d[\\d.,]*)\\s?([a-zA-Z]{1,2})");
    /** Letters that are units where a slash says that they are no variables. */
    private static final Map<String, String> SHORT = Map.ofEntries(
            Map.entry("s", "sec"),
            Map.entry("h", "hour"),
            Map.entry("g", "gram"),
            Map.entry("l", "liter"),
            Map.entry("N", "newton"),
            Map.entry("J", "joule"),
            Map.entry("W", "watt"),
            Map.entry("V", "volt"),
            Map.entry("K", "kelvin"),
            Map.entry("Pa", "pascal"));

    private Measures() {}

    /** The quantity that a cleaned answer is, if it is one of these. */
    static @Nullable Quantity read(String text) {
        Quantity rate = text.indexOf('/') >= 0 || text.contains("per") ? rate(text) : null;
        return rate == null ? sum(text) : rate;
    }

    private static @Nullable Quantity rate(String text) {
        Matcher matcher = RATE.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        Unit top = unit(matcher.group(2));
        Unit bottom = unit(matcher.group(3));
        String power = matcher.group(4) == null ? "1" : matcher.group(4);
        Rational divisor = bottom == null ? null : bottom.factor().power(Rational.parse(power));
        Rational factor = top == null || divisor == null ? null : top.factor().over(divisor);
        if (top == null || bottom == null || factor == null || bottom.timesPi()) {
            return null;
        }
        String dimension = top.dimension() + "^1/" + bottom.dimension() + "^" + power;
        return new Quantity(matcher.group(1), new Unit(dimension, factor, top.timesPi()));
    }

    private static @Nullable Unit unit(String word) {
        return Units.named(SHORT.getOrDefault(word, word));
    }

    /** In the smallest of its units, which comes last. */
    private static @Nullable Quantity sum(String text) {
        if (!SUM.matcher(text).matches()) {
            return null;
        }
        Rational total = Rational.of(0);
        Unit last = null;
        Matcher term = TERM.matcher(text);
        while (term.find()) {
            Unit unit = Units.named(term.group(2));
            if (unit == null
                    || unit.timesPi()
                    || (last != null && !last.dimension().equals(unit.dimension()))) {
                return null;
            }
            total = total.plus(Rational.parse(term.group(1)).times(unit.factor()));
            last = unit;
        }
        Rational amount = last == null ? null : total.over(last.factor());
        return last == null || amount == null
                ? null
                : new Quantity(
                        amount.numerator() + "/" + amount.denominator(),
                        new Unit(last.dimension() + "^1", last.factor()));
    }

    /** A number with a unit of one or two letters right behind it, which elsewhere would be a variable; else the same. */
    static Quantity attached(Quantity quantity) {
        Matcher matcher = ATTACHED.matcher(quantity.text());
        Unit unit = quantity.unit() == null && matcher.matches() ? unit(matcher.group(2)) : null;
        return unit == null
                ? quantity
                : new Quantity(matcher.group(1), new Unit(unit.dimension() + "^1", unit.factor(), unit.timesPi()));
    }
}
