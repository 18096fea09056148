package org.acpo.common.verify.extract;

import java.util.regex.Pattern;

/** Tells prose from answers by the words in it. */
final class Words {
    /** A sign that a number stands there. */
    static final Pattern DIGIT = Pattern.compile("\\d");

    private static final Pattern TEXT = Pattern.compile("\\\\(?:text|mathrm|mbox)\\{[^{}]*\\}");
    private static final Pattern WORD = Pattern.compile("(?<![\\\\\\p{L}{])\\p{L}{2,}");
    private static final Pattern CHOICE =
            Pattern.compile("(?i:(?:the )?(?:option|choice|answer)\\s)?\\s*\\(?\\s*[A-Ja-j]\\s?[).]?");

    private Words() {}

    /** Words of two letters or more, without those that join the items of a list. */
    static long count(String text) {
        return WORD.matcher(text)
                .results()
                .filter(word -> !word.group().equals("and") && !word.group().equals("or"))
                .count();
    }

    /** The same without what is set as text in a formula. */
    static long countOutsideText(String text) {
        return count(TEXT.matcher(text).replaceAll(" "));
    }

    /** Whether it says more than an answer and its unit. */
    static boolean isProse(String text) {
        return count(text) > 2 || (count(text) > 1 && hasDigit(text));
    }

    static boolean hasDigit(String text) {
        return DIGIT.matcher(text).find();
    }

    /** Whether it is a value or the letter of a choice, and nothing else. */
    static boolean isShortAnswer(String text) {
        return !isProse(text) && (hasDigit(text) || CHOICE.matcher(text).matches());
    }
}
