package org.acpo.common.verify.math;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers whose spelling follows a convention of its own: letters of a choice, times of day, bases. */
final class Conventions {
    private static final Pattern LETTER = Pattern.compile("\\(?\\s*([A-Ja-j])\\s*\\)?");
    private static final Pattern CHOICE = Pattern.compile(
            "(?:(?i:the )?(?i:option|choice|answer)\\s*:?\\s*)?(?:\\(\\s*([A-Ja-j])\\s*\\)|([A-J])\\s?[).:])(?:\\s.*)?"
                    + "|(?i:(?:the )?(?:correct )?(?:option|choice|answer)(?: is)?)\\s*:?\\s*([A-J])|([a-j])\\s?\\)");
    private static final Pattern LABELLED =
            Pattern.compile("(?:\\([A-J]\\)|[A-J][).:](?=\\s))(?:\\s+(?=\\()|\\s*(?!\\())([^-+*/^=,;\\s].*)");
    private static final String CHOSEN = "(?:\\([A-J]\\)|[A-J])";
    private static final Pattern LETTERS =
            Pattern.compile(CHOSEN + "(?:\\s*(?:,|;|and|&)?\\s*(?:and\\s*)?" + CHOSEN + "){1,8}");
    private static final Pattern CLOCK = Pattern.compile(
            "(\\d{1,2})\\s*:\\s*(\\d{2})\\s*(?:([ap])\\s*\\.?\\s*m\\s*\\.?)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern BASED =
            Pattern.compile("\\(?\\s*(-?(?=[A-F]{0,9}\\d)[0-9A-F]+)\\s*\\)?\\s*_\\s*\\{?\\s*(\\d{1,2})\\s*\\}?");

    private Conventions() {}

    /** Whether two cleaned answers are the same by such a convention; empty if none applies. */
    static Optional<Boolean> equal(String a, String b) {
        Optional<Boolean> choice = choices(a, b).or(() -> choices(b, a));
        return choice.or(() -> choiceSets(a, b)).or(() -> Clock.equal(a, b)).or(() -> bases(a, b));
    }

    private static Optional<Boolean> choices(String letter, String choice) {
        Matcher alone = LETTER.matcher(letter);
        Matcher marked = CHOICE.matcher(choice);
        if (!alone.matches() || !marked.matches()) {
            return Optional.empty();
        }
        return Optional.of(alone.group(1).equalsIgnoreCase(first(marked)));
    }

    /** What a choice such as {@code (B) 12} says, or null if the text is none. */
    static @Nullable String withoutLabel(String text) {
        Matcher labelled = LABELLED.matcher(text);
        return labelled.matches() ? labelled.group(1) : null;
    }

    /** Several choices, in any order, if at least one answer sets them apart as a list. */
    private static Optional<Boolean> choiceSets(String a, String b) {
        boolean listed = LETTERS.matcher(a).matches()
                && LETTERS.matcher(b).matches()
                && (a.length() > letters(a).length() || b.length() > letters(b).length());
        return listed ? Optional.of(letters(a).equals(letters(b))) : Optional.empty();
    }

    private static String letters(String text) {
        return text.chars()
                .filter(Character::isUpperCase)
                .sorted()
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static @Nullable String first(Matcher matcher) {
        for (int i = 1; i <= matcher.groupCount(); i++) {
            if (matcher.group(i) != null) {
                return matcher.group(i);
            }
        }
        return null;
    }

    /** Whether it may be a time of day, whose parts do not scale as those of a ratio do. */
    static boolean isClock(String text) {
        return CLOCK.matcher(text).matches();
    }

    /** The same digits, in the same base unless one does not say which. */
    private static Optional<Boolean> bases(String a, String b) {
        Matcher x = BASED.matcher(a);
        Matcher y = BASED.matcher(b);
        if (x.matches() && y.matches()) {
            return Optional.of(x.group(1).equals(y.group(1)) && x.group(2).equals(y.group(2)));
        }
        if (x.matches()) {
            return Optional.of(x.group(1).equals(b.strip()));
        }
        return y.matches() ? Optional.of(y.group(1).equals(a.strip())) : Optional.empty();
    }
}
