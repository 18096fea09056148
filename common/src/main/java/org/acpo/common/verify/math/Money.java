package org.acpo.common.verify.math;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts and large numbers as they are written in shops and in other countries: {@code €1,250.–}, {@code 1'250 Fr.}. */
final class Money {
    private static final String CURRENCY =
            "(?:\\p{Sc}|\\\\\\$|(?:US|A|C|NZ)\\\\?\\$|\\\\(?:euro|pounds)\\b\\s?|SFr\\.?|Fr\\.|CHF"
                    + "|EUR|USD|GBP|AUD|CAD|JPY|CNY|RMB|INR|Rs\\.?|SEK|NOK|DKK|PLN|kr\\.?|zł|Kč|Ft)";
    private static final String SIGN = "([-+−]?)";
    private static final String NUMBER = "(\\d{1,3}(?:[,.'’ ]\\d{2,3})*(?:[.,]\\d{1,2})?|\\d++(?:[.,]\\d{1,2})?)";
    private static final String NO_CENTS = "([.,]\\s?[-–—−]{1,2}|/[-–—])";
    private static final Pattern AMOUNT = Pattern.compile("\\$?\\s?" + SIGN + "\\s?(" + CURRENCY + "\\s?)?" + SIGN
            + "\\s?" + NUMBER + NO_CENTS + "?(\\s?" + CURRENCY + ")?\\s?\\.?\\s?\\$?");
    private static final Pattern MANY_DOTS = Pattern.compile("(?<![\\d.,])\\d{1,3}(?:\\.\\d{3}){2,12}(?![\\d.,])");
    private static final Pattern APOSTROPHES = Pattern.compile("(?<![\\d.,])\\d{1,3}(?:['’]\\d{3}){1,12}(?![\\d'’])");
    private static final Pattern GROUPS = Pattern.compile("[,.'’ ](?=\\d{2,3}(?:\\D|$))");
    private static final Pattern ENDS_IN_CENTS = Pattern.compile(".*[.,]\\d{1,2}");

    private Money() {}

    /** The answer with amounts of money and grouped digits as plain numbers; dollars and euros keep their sign. */
    static String plain(String answer) {
        String text = APOSTROPHES.matcher(answer).replaceAll(m -> m.group().replaceAll("['’]", ""));
        text = MANY_DOTS.matcher(text).replaceAll(m -> m.group().replace(".", ""));
        Matcher amount = AMOUNT.matcher(text.strip());
        if (!amount.matches()) {
            return text;
        }
        String before = amount.group(2) == null ? "" : amount.group(2).strip();
        String after = amount.group(6) == null ? "" : amount.group(6).strip();
        boolean dollarOnly = (before + after).replace("$", "").isEmpty();
        if (dollarOnly && amount.group(5) == null) {
            return text;
        }
        String sign = amount.group(1) + amount.group(3);
        return sign + number(amount.group(4)) + name(before + after);
    }

    private static String name(String currency) {
        if (currency.contains("€") || currency.contains("EUR") || currency.contains("euro")) {
            return " euros";
        }
        return currency.contains("\\$") || currency.contains("US") ? " dollars" : "";
    }

    /** The last separator is the decimal one if two digits at most follow it; all others group. */
    private static String number(String digits) {
        if (!ENDS_IN_CENTS.matcher(digits).matches()) {
            boolean decimal = digits.indexOf('.') >= 0 && digits.indexOf(',') < 0;
            return decimal ? digits : GROUPS.matcher(digits).replaceAll("");
        }
        int point = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
        return digits.substring(0, point).replaceAll("[,.'’ ]", "") + "." + digits.substring(point + 1);
    }
}
