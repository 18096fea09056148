package org.acpo.common.verify.extract;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts off what a sentence says about its answer after the answer: {@code 5, not 7}; {@code D since x > 0}. */
final class Clauses {
    private static final String LEAD = "[,;]?\\s{1,3}\\(?(?:(?:and|but|et|und|y|e|а|и)\\s)?";
    private static final String CERTAINLY =
            "(?:(?:certainly|definitely|clearly|surely|obviously|absolutely|of course)\\s)?";
    /** After any answer that is no prose. */
    private static final Pattern REASON = Pattern.compile(LEAD + "(?:because|since|whereas|although|though|even though"
            + "|rather than|instead of|as opposed to|which|unlike|due to|thanks to|weil|da|denn|parce que|car|porque"
            + "|perché)(?!\\p{L})|[,;]?\\s?(?:因为|因為|而不是|不是)");
    /** After a value or the letter of a choice; the words mean other things after other words. */
    private static final Pattern REMARK = Pattern.compile(LEAD + CERTAINLY
            + "(?:not|as|but|given|assuming|where|when|while|nicht|pas|non|não|не|niet|inte|ikke)(?!\\p{L})"
            + "|[,;]\\s{1,3}(?:for|so|no)(?!\\p{L})");

    private static final Pattern CONDITION = Pattern.compile("[,;]?\\s{1,3}if(?!\\p{L})");
    private static final Pattern NEXT_CLAUSE = Pattern.compile(
            "[,;]\\s{1,3}(?!(?:and|or)\\s)(?=\\p{Ll}{2}|[A-J]\\s(?:is|was|would|could|cannot|can|has|fails|does)\\s)");
    private static final Pattern BRACKET = Pattern.compile("\\s\\((?!\\s?mod)(?=\\s?(?:[a-z]{2}|≈|≃|=|~))");
    private static final Pattern DASH = Pattern.compile("\\s?—\\s?(?=\\S)|\\s[–-]{1,2}\\s(?=\\p{L}+\\s)");
    private static final Pattern NUMBER_WORD = Pattern.compile(
            "(?i)(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\w{2,5}teen|\\w{3,5}ty)\\b.*");
    private static final Pattern NEGATED = Pattern.compile("(?i)(?:not|neither|nicht|pas|no|non)(?!\\p{L})");
    private static final Pattern RESPECTIVELY = Pattern.compile(",?\\s{1,3}respectively\\s*$");
    private static final Pattern CONTRAST = Pattern.compile("[,;]?\\s{0,3}(?:\\\\(?:text|mathrm|mbox)\\{\\s{0,3})?"
            + "(?:(?:and|but)\\s)?(?<![a-zA-Z])(?:not|rather than|instead of)\\s{0,3}\\}?(?![a-zA-Z])");

    private Clauses() {}

    /** The answer alone, or the whole sentence where nothing about the answer follows it. */
    static String cut(String sentence) {
        String text = RESPECTIVELY.matcher(sentence).replaceFirst("");
        int end = text.length();
        end = Math.min(end, first(REASON, text, end, false, 0));
        end = Math.min(end, first(REMARK, text, end, true, 0));
        end = Math.min(end, first(BRACKET, text, end, true, 0));
        end = Math.min(end, first(DASH, text, end, true, 1));
        end = Math.min(end, first(NEXT_CLAUSE, text, end, true, 2));
        end = Math.min(end, first(CONDITION, text, end, true, 1));
        return text.substring(0, end).strip();
    }

    /** The content of a box without what it says the answer is not. */
    static String withoutContrast(String box) {
        Matcher contrast = CONTRAST.matcher(box);
        boolean cuts = contrast.find() && Words.isShortAnswer(box.substring(0, contrast.start()));
        return cuts ? box.substring(0, contrast.start()).strip() : box;
    }

    /**
     * Where the first clause of the kind begins, if what stands before it is an answer.
     *
     * @param value whether that must be a value or a choice, and not just no prose
     * @param words fewest words that the clause has
     */
    private static int first(Pattern kind, String text, int end, boolean value, int words) {
        Matcher matcher = kind.matcher(text).region(0, end);
        matcher.useTransparentBounds(true);
        if (!matcher.find()) {
            return end;
        }
        String main = text.substring(0, matcher.start()).strip();
        if (NEGATED.matcher(main).lookingAt()) {
            return end; // "not 5 but 7"
        }
        String rest = text.substring(matcher.end()).strip();
        boolean answer = value ? Words.isShortAnswer(main) : !main.isEmpty() && !Words.isProse(main);
        boolean choiceOnly = kind != CONDITION || !Words.hasDigit(main);
        boolean clause =
                Words.count(rest) >= words && !NUMBER_WORD.matcher(rest).matches();
        return answer && choiceOnly && (words == 0 || clause) ? matcher.start() : end;
    }
}
