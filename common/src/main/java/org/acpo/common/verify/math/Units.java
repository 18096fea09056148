package org.acpo.common.verify.math;

import java.math.BigInteger;
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
    /**
     * A unit of measure.
     *
     * @param dimension what is measured, such as {@code length^2}
     * @param factor its size in the base unit of that
     * @param timesPi whether the size is pi times as large, as that of a degree is pi/180 radians
     */
    record Unit(String dimension, Rational factor, boolean timesPi) {
        Unit(String dimension, Rational factor) {
            this(dimension, factor, false);
        }
    }

    /** An answer without its unit, and the unit if it has one of a known size. */
    record Quantity(String text, @Nullable Unit unit) {
        boolean isPercentage() {
            return text.endsWith("%");
        }
    }

    private static final Pattern LAST_WORD =
            Pattern.compile("(?<![a-zA-Z\\\\])([a-zA-Z]+)\\s*(?:\\^\\s*\\{?\\s*([23])\\s*\\}?)?\\s*$");
    private static final Pattern COUNTED = Pattern.compile(
            "([-+]?\\d[\\d.,/]*\\s?%?)((?:[\\s-]+\\p{L}{3,20}){1,6}|\\s?[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}]{1,12})");
    private static final Pattern NOT_COUNTED = Pattern.compile(
            "(?i).*\\b(?:mod|and|sin|cos|tan|log|sqrt|exp|abs|hundred|thousand|million|billion|trillion|dozen|factorial|choose"
                    + "|plus|minus|divided|over|squared|cubed|half|halves|thirds|fourths|quarters|not)\\b.*");
    private static final int MAX_WORDS = 8;
    static final Unit DOLLAR = new Unit("money^1", Rational.ONE);
    static final Unit RADIAN = new Unit("angle^1", Rational.ONE);
    static final Unit DEGREE = new Unit("angle^1", new Rational(BigInteger.ONE, BigInteger.valueOf(180)), true);
    private static final Map<String, Unit> SIZES = new HashMap<>();
    private static final Map<String, String> ABBREVIATIONS = Map.ofEntries(
            Map.entry("m", "meters"),
            Map.entry("s", "seconds"),
            Map.entry("h", "hours"),
            Map.entry("g", "grams"),
            Map.entry("L", "liters"),
            Map.entry("N", "newtons"),
            Map.entry("J", "joules"),
            Map.entry("W", "watts"),
            Map.entry("V", "volts"),
            Map.entry("K", "kelvins"),
            Map.entry("Pa", "pascals"));

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
        add("yuan", "1", "yuan", "rmb");
        add("yen", "1", "yen");
        add("rupees", "1", "rupee", "rupees");
        add("calendar", "1", "month", "months");
        add("calendar", "12", "year", "years");
        add("calendar", "120", "decade", "decades");
        add("calendar", "1200", "century", "centuries");
        add("angle", "1", "rad", "rads", "radian", "radians");
        for (String word : List.of("deg", "degree", "degrees")) {
            SIZES.put(word, new Unit("angle", DEGREE.factor, true));
        }
        add("celsius", "1", "celsius", "centigrade");
        add("fahrenheit", "1", "fahrenheit");
        add("kelvin", "1", "kelvin", "kelvins");
        add("force", "1", "newton", "newtons");
        add("energy", "1", "joule", "joules");
        add("energy", "1000", "kilojoule", "kilojoules", "kj");
        add("power", "1", "watt", "watts");
        add("power", "1000", "kilowatt", "kilowatts", "kw");
        add("voltage", "1", "volt", "volts");
        add("current", "1", "amp", "amps", "ampere", "amperes");
        add("resistance", "1", "ohm", "ohms");
        add("pressure", "1", "pascal", "pascals");
        add("frequency", "1", "hertz", "hz");
        add("amount", "1", "mol", "mole", "moles");
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

    /**
     * Cuts unit words off a cleaned answer; one of words alone stays as it is.
     *
     * @param implied the unit that a sign stood for, where no word names one
     */
    static Quantity cut(String text, @Nullable Unit implied) {
        if (Clock.of(text).isPresent()) {
            return new Quantity(text, null);
        }
        Quantity measured = Measures.read(text);
        if (measured != null) {
            return measured;
        }
        List<String> words = new ArrayList<>();
        String power = "1";
        String rest = text;
        Matcher matcher = LAST_WORD.matcher(rest);
        while (words.size() < MAX_WORDS
                && matcher.find()
                && isKnown(matcher.group(1).toLowerCase(Locale.ROOT))
                && isCuttable(rest, matcher)) {
            words.add(0, matcher.group(1).toLowerCase(Locale.ROOT));
            power = matcher.group(2) == null ? power : matcher.group(2);
            rest = rest.substring(0, matcher.start()).strip();
            matcher = LAST_WORD.matcher(rest);
        }
        Matcher counted = COUNTED.matcher(rest);
        if (words.isEmpty()
                && counted.matches()
                && !NOT_COUNTED.matcher(counted.group(2)).matches()) {
            return new Quantity(counted.group(1), implied);
        }
        return new Quantity(rest, words.isEmpty() ? implied : unit(words, power));
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
        if (names.size() == 2 && names.get(0).startsWith("degree") && isTemperature(names.get(1))) {
            names.remove(0);
        }
        Unit unit = names.size() == 1 ? SIZES.get(names.get(0)) : null;
        Rational factor = unit == null ? null : unit.factor.power(Rational.of(exponent));
        return unit == null || factor == null ? null : new Unit(unit.dimension + "^" + exponent, factor, unit.timesPi);
    }

    /** Whether its name may be left out beside "degrees". */
    static boolean isTemperature(String dimension) {
        return dimension.startsWith("celsius")
                || dimension.startsWith("fahrenheit")
                || dimension.startsWith("centigrade");
    }
}
