package org.acpo.common.verify.math;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers in words, from zero to ninety-nine, and fractions such as two thirds. */
final class NumberWords {
    private static final List<String> SMALL = List.of(
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen");
    private static final List<String> TENS =
            List.of("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety");
    private static final List<String> PARTS =
            List.of("half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth");
    private static final Pattern TWO = Pattern.compile("([a-z]+)[\\s-]+([a-z]+)");
    private static final int MAX_LENGTH = 24;

    private NumberWords() {}

    /** Digits for a number in words; any other text as it is. */
    static String digits(String text) {
        if (text.length() > MAX_LENGTH || text.isEmpty() || !Character.isLetter(text.charAt(0))) {
            return text;
        }
        String words = text.strip().toLowerCase(Locale.ROOT);
        int one = small(words);
        if (one >= 0) {
            return String.valueOf(one);
        }
        Matcher two = TWO.matcher(words);
        return two.matches() ? pair(two.group(1), two.group(2), text) : text;
    }

    private static int small(String word) {
        int tens = TENS.indexOf(word);
        return tens >= 0 ? 20 + 10 * tens : SMALL.indexOf(word);
    }

    private static String pair(String first, String second, String text) {
        int tens = TENS.indexOf(first);
        int unit = SMALL.indexOf(second);
        if (tens >= 0 && unit >= 1 && unit <= 9) {
            return String.valueOf(20 + 10 * tens + unit);
        }
        int part = PARTS.indexOf(singular(second));
        int count = SMALL.indexOf(first);
        return part >= 0 && count >= 1 ? count + "/" + (part + 2) : text;
    }

    private static String singular(String word) {
        String one = word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
        return one.equals("halve") ? "half" : one.equals("fourth") ? "quarter" : one;
    }
}
