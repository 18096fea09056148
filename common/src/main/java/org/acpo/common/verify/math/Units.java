package org.acpo.common.verify.math;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Units of measure at the end of an answer: cut off, and remembered where it is known how large they are. */
final class Units {
    /** What is measured, such as {@code length^2}, and the unit's size in the base unit of that. */
    record Unit(String dimension, Rational factor) {}

    /** An answer without its unit, and the unit if it has one of a known size. */
    record Quantity(String text, @Nullable Unit unit) {
        boolean isPercentage() {
            return text.endsWith("%");
        }
    }

    private static final Pattern LAST_WORD =
            Pattern.compile("(?<![a-zA-Z\\\\])([a-zA-Z]+)\\s*(?:\\^\\s*\\{?\\s*([23])\\s*\\}?)?\\s*$");
    private static final Pattern COUNTED = Pattern.compile("([-+]?\\d[\\d.,/]*\\s?%?)((?:[\\s-]+[a-z]{3,20}){1,6})");
    private static final Pattern NOT_COUNTED = Pattern.compile(
            ".*\\b(?:mod|and|sin|cos|tan|log|sqrt|exp|abs|hundred|thousand|million|billion|trillion|dozen|factorial|choose"
                    + "|plus|minus|divided|over|squared|cubed|half|halves|thirds|fourths|quarters|not)\\b.*");
    private static final Unit DOLLAR = new Unit("money^1", Rational.ONE);
    private static final Map<String, Unit> SIZES = new HashMap<>();
    private static final Map<String, String> ABBREVIATIONS =
            Map.of("m", "meters", "s", "seconds", "h", "hours", "g", "grams", "L", "liters");

    /** Words that end a quantity, whatever they measure. */
    private static final Set<String> OTHERS = Set.of(
            "percent",
            "pct",
            "percentage",
            "points",
            "point",
            "square",
            "cubic",
            "sq",
            "unit",
            "units",
            "degree",
            "degrees",
            "radians",
            "yuan",
            "months",
            "month",
            "years",
            "year",
            "per",
            "people",
            "students",
            "ways",
            "times",
            "old");

    static {
        add("length", "1/1000", "mm", "millimeter", "millimeters");
        add("length", "1/100", "cm", "centimeter", "centimeters", "centimetres");
        add("length", "1", "m", "meter", "meters", "metre", "metres");
        add("length", "1000", "km", "kilometer", "kilometers");
        add("length", "254/10000", "in", "inch", "inches");
        add("length", "3048/10000", "ft", "foot", "feet");
        add("length", "9144/10000", "yd", "yard", "yards");
        add("length", "1609344/1000", "mi", "mile", "miles");
        add("time", "1", "sec", "second", "seconds");
        add("time", "60", "min", "minute", "minutes");
        add("time", "3600", "hr", "hrs", "hour", "hours");
        add("time", "86400", "day", "days");
        add("time", "604800", "week", "weeks");
        add("mass", "1/1000", "mg", "milligrams");
        add("mass", "1", "gram", "grams");
        add("mass", "1000", "kg", "kilogram", "kilograms");
        add("weight", "1", "oz", "ounce", "ounces");
        add("weight", "16", "lb", "lbs", "pound", "pounds");
        add("volume", "1/1000", "ml", "milliliters");
        add("volume", "1", "liter", "liters", "litres");
        add("gallons", "1", "gallon", "gallons");
        add("length^1/time", "1609344/3600000", "mph");
        add("length^1/time", "1000/3600", "kph", "kmh");
        add("money", "1", "dollar", "dollars", "usd");
        add("money", "1/100", "cent", "cents");
        add("euros", "1", "euro", "euros");
    }

    private Units() {}

    private static void add(String dimension, String factor, String... words) {
        String[] parts = factor.split("/");
        Rational top = Rational.parse(parts[0]);
        Rational value = parts.length == 1 ? top : top.over(Rational.parse(parts[1]));
        for (String word : words) {
            SIZES.put(word, new Unit(dimension, value == null ? Rational.ONE : value));
        }
    }

    /** Whether the text is made of words for units alone. */
    static boolean isUnit(String text) {
        List<String> words =
                List.of(spelledOut(text).strip().toLowerCase(Locale.ROOT).split("[\\s/]+"));
        return isKnown(words.get(0)) && words.stream().allMatch(word -> isKnown(word) || word.equals("and"));
    }

    /** A unit's name for an abbreviation of one letter, which outside of text may be a variable; else the same. */
    static String spelledOut(String words) {
        return ABBREVIATIONS.getOrDefault(words.strip(), words);
    }

    /** The unit that a word names, if it is one of a known size. */
    static @Nullable Unit named(String word) {
        return SIZES.get(word.toLowerCase(Locale.ROOT));
    }

    private static boolean isKnown(String word) {
        return SIZES.containsKey(word) || OTHERS.contains(word);
    }

    /** Cuts unit words off a cleaned answer; one of words alone stays as it is. */
    static Quantity cut(String text, boolean dollars) {
        Quantity measured = Measures.read(text);
        if (measured != null) {
            return measured;
        }
        List<String> words = new ArrayList<>();
        String power = "1";
        String rest = text;
        Matcher matcher = LAST_WORD.matcher(rest);
        while (matcher.find() && isKnown(matcher.group(1).toLowerCase(Locale.ROOT)) && isCuttable(rest, matcher)) {
            words.add(0, matcher.group(1).toLowerCase(Locale.ROOT));
            power = matcher.group(2) == null ? power : matcher.group(2);
            rest = rest.substring(0, matcher.start()).strip();
            matcher = LAST_WORD.matcher(rest);
        }
        Matcher counted = COUNTED.matcher(rest);
        if (words.isEmpty()
                && counted.matches()
                && !NOT_COUNTED.matcher(counted.group(2)).matches()) {
            return new Quantity(counted.group(1), null);
        }
        return new Quantity(rest, words.isEmpty() && dollars ? DOLLAR : unit(words, power));
    }

    private static boolean isCuttable(String text, Matcher word) {
        String head = text.substring(0, word.start());
        String before = head.strip();
        boolean letter = word.group(1).length() == 1 && (!head.endsWith(" ") || before.contains("^"));
        char last = before.isEmpty() ? ' ' : before.charAt(before.length() - 1);
        return !letter && "+-*/^=<>≤≥≠∈(,_ ".indexOf(last) < 0 && before.chars().anyMatch(Character::isDigit);
    }

    /** The unit that the words name, if they name one of a known size and nothing else. */
    private static @Nullable Unit unit(List<String> words, String power) {
        List<String> names = new ArrayList<>(words);
        int exponent = Integer.parseInt(power);
        if (names.size() == 2 && Set.of("square", "sq", "cubic").contains(names.get(0))) {
            exponent = names.remove(0).equals("cubic") ? 3 : 2;
        }
        Unit unit = names.size() == 1 ? SIZES.get(names.get(0)) : null;
        Rational factor = unit == null ? null : unit.factor.power(Rational.of(exponent));
        return unit == null || factor == null ? null : new Unit(unit.dimension + "^" + exponent, factor);
    }
}
