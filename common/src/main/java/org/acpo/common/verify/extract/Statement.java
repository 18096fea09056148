package org.acpo.common.verify.extract;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acpo.common.verify.extract.Formulas.Formula;

/**
 * What a text that follows a marker gives as the answer.
 *
 * @param direct whether it begins with a value, as one does that is to override a box
 * @param mention whether it rather speaks about the answer ({@code given without units}), and counts only where nothing
 *     else does
 */
record Statement(String text, boolean direct, boolean mention) {
    private static final Pattern NEXT =
            Pattern.compile("\\s{0,9}(?:,|;|(?:,\\s{0,9})?(?:and|or)\\b)\\s{0,9}(?:\\\\text\\{[^{}]{0,20}\\})?");
    private static final Pattern ASIDE =
            Pattern.compile("(?<=[\\w}$])[,;]?\\s{1,9}(?:\\(|(?i:because|since|which|where|as|when)\\b)");
    private static final Pattern BOLD = Pattern.compile("(?<!\\d)\\*\\*|\\*\\*(?!\\d)");
    private static final Pattern SENTENCE_END =
            Pattern.compile("(?<!\\b(?:approx|ca|No|Nr|Fr|Rs|[ap]\\.m))(?<!\\d\\s?[ap])[.!?](?=\\s|$)|[。！？]");
    private static final Pattern EMPHASIS = Pattern.compile("(__?|`|\\*?)([^*_`]*[\\p{L}\\d)%])(?:\\1|\\*)");
    private static final Pattern COPULA = Pattern.compile("(?<=\\S)(?:です|である|だ|입니다|이다|이에요|예요)$");
    private static final String ADVERBS = "(?:(?:approximately|about|roughly|around|exactly|simply|just|therefore|thus"
            + "|hence|then|indeed|still|actually|again)\\s)?";
    private static final Pattern VALUE = Pattern.compile(ADVERBS
            + "(?:[a-zA-Z]\\s?(?:\\([a-z]\\)\\s?)?=\\s?)?[-+±−(\\[{]*[$€£¥]?\\s?(?:\\.?\\d|\\\\[a-zA-Z{$]|√|π).*");
    /** A number that is not the answer but says how it is written, or an equation that is checked. */
    private static final Pattern FORMAT = Pattern.compile(
            "\\d+\\s(?:digits?|decimals?|significant|sig|places|parts?|steps?|lines?|words?|characters?|letters?)\\b.*"
                    + "|.*\\s(?:holds?|works?|checks?|fits|correct)\\b.*");

    private static final Pattern ABOUT = Pattern.compile("(?i)(?:given|rounded|expressed|written|stated|reported|shown"
            + "|displayed|printed|left|based|found|obtained|computed|calculated|derived|verified|checked|confirmed"
            + "|correct|right|wrong|incorrect|clear|unique|unchanged|exact|above|below|in|inside|to|as|not|without|with"
            + "|within|supposed|expected|required|needed|asked|boxed|placed|put|an?\\s\\p{L}{3,}|the\\s\\p{L}+|your|my"
            + "|our|this|that|it|there|here|what|see)(?![\\p{L}\\d]).*");
    private static final Pattern ENDS_IN_VALUE = Pattern.compile("[:=]\\s?[-+−$]?\\\\?[\\w.,{}/$%]{1,60}$");

    /** The answer at the start of {@code rest}: a formula, the rest of the line, or its value if it is prose. */
    static Statement of(String rest) {
        String text = rest.stripLeading();
        text = text.startsWith("}") ? text.substring(1).stripLeading() : text;
        Formula formula = Formulas.at(text, 0);
        if (formula != null) {
            return new Statement(formulas(text, formula), true, false);
        }
        String line =
                BOLD.matcher(text.lines().findFirst().orElse("")).replaceAll("").strip();
        Matcher end = SENTENCE_END.matcher(line);
        boolean ended = end.find();
        String sentence = plain((ended ? line.substring(0, end.start()) : line).strip());
        boolean asked = ended && "?？".contains(end.group());
        boolean direct = !asked
                && VALUE.matcher(sentence).matches()
                && !FORMAT.matcher(sentence).matches();
        boolean mention = asked
                || (ABOUT.matcher(sentence).matches()
                        && !ENDS_IN_VALUE.matcher(sentence).find());
        return new Statement(answer(sentence), direct, mention);
    }

    /** Without single emphasis, the opening sign of which the marker may have taken, and without a copula at the end. */
    private static String plain(String sentence) {
        Matcher emphasis = EMPHASIS.matcher(sentence);
        String text = emphasis.matches() ? emphasis.group(2) : sentence;
        return COPULA.matcher(text).replaceFirst("");
    }

    private static String answer(String sentence) {
        String main = Clauses.cut(sentence);
        if (!Words.isProse(main)) {
            return main;
        }
        Matcher aside = ASIDE.matcher(main);
        if (aside.find() && Words.hasDigit(main.substring(0, aside.start()))) {
            main = main.substring(0, aside.start());
        }
        String value = Values.last(main);
        return value == null ? main : value;
    }

    /** The formula that was found, and those listed after it. */
    private static String formulas(String text, Formula first) {
        StringBuilder listed = new StringBuilder(first.content());
        Matcher next = NEXT.matcher(text);
        int end = first.end();
        while (next.region(end, text.length()).lookingAt()) {
            Formula formula = Formulas.at(text, next.end());
            if (formula == null) {
                break;
            }
            listed.append(" ; ").append(formula.content());
            end = formula.end();
        }
        return listed.toString();
    }
}
