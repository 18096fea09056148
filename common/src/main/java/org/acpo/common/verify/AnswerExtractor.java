package org.acpo.common.verify;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.acpo.common.text.Boxed;
import org.jspecify.annotations.Nullable;

/**
 * Finds the final answer in a response. First the last {@code <answer>} tags and what stands in them. Without such, in
 * order: the last {@code \boxed{}} (with those listed just before it) unless a {@code final answer} with a number in it
 * is stated after it, the text after the last marker ({@code answer is}, {@code Answer:}, {@code ####}, a line {@code
 * A:}), and, as a last resort, a response that is nothing but an answer or the last formula or number in it. What a model
 * thought before a closing {@code </think>} does not count. Every pass is linear in the response.
 */
final class AnswerExtractor {
    private static final String THOUGHT_END = "</think>";
    private static final String TAG = "<answer>";
    private static final String TAG_END = "</answer>";
    private static final Pattern CONTROL_TOKEN = Pattern.compile("<\\|[A-Za-z_][A-Za-z0-9_]{2,40}\\|>");
    private static final int MAX_GAP = 24;
    private static final int MAX_MARKS = 20;
    private static final int MAX_STATEMENT = 4_000;
    private static final int MAX_BARE_LENGTH = 300;

    private static final Pattern LISTED =
            Pattern.compile("(?s)(?:(?![.!?]\\s).)*(?:,|;|\\band\\b|\\bor\\b)(?:(?![.!?]\\s).)*");
    private static final Pattern NEXT =
            Pattern.compile("\\s{0,9}(?:,|;|(?:,\\s{0,9})?(?:and|or)\\b)\\s{0,9}(?:\\\\text\\{[^{}]{0,20}\\})?");
    private static final Pattern ASIDE =
            Pattern.compile("(?<=[\\w}$])[,;]?\\s{1,9}(?:\\(|(?i:because|since|which|where|as|when)\\b)");
    private static final Pattern EQUALS = Pattern.compile("(?i)^.{0,200}\\b(?:equals|is)\\s{1,9}(?=[-+\\d.$\\\\])");
    private static final String SPACES = "\\s{1,9}";
    private static final String SAYS = "(?:" + SPACES + "to" + SPACES + "(?:the|this)" + SPACES + "\\w{1,20})?(?:"
            + SPACES
            + "(?:is|are|(?:would|should|will|must)" + SPACES + "be)\\b|\\s{0,9}\\*{0,2}\\s{0,9}[:=])[\\s:*]*"
            + "(?:(?:therefore|thus|hence|then|simply|just|given" + SPACES + "by|equal" + SPACES + "to)\\b[\\s:*,]*)?";
    private static final String FINAL = "\\*{0,2}\\b(?:the" + SPACES + ")?final" + SPACES + "answers?" + SAYS;
    private static final Pattern MARKER = Pattern.compile(
            "(?m:^#{1,6}\\s{0,9}\\*{0,2}(?:final" + SPACES + ")?answer\\*{0,2}$)|####|\\*{0,2}\\b(?:the" + SPACES
                    + ")?(?:final" + SPACES + ")?(?:answers?|ans)\\b(?:" + SAYS + "|" + SPACES
                    + "(?=\\\\[(\\[]|\\$))|\\b(?:option|choice)" + SPACES
                    + "is\\b[\\s:*]*(?=\\(?(?-i:[A-J])\\b)|(?m:^A:)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern FINAL_ANSWER = Pattern.compile(FINAL, Pattern.CASE_INSENSITIVE);
    private static final Pattern VALUE = Pattern.compile("\\d");
    private static final Pattern FORMULA = Pattern.compile(
            "\\$\\$([^$]+)\\$\\$|\\$([^$\\n]+)\\$|\\\\\\((.{1,2000}?)\\\\\\)|\\\\\\[(.{1,2000}?)\\\\\\]",
            Pattern.DOTALL);
    private static final Pattern NUMBER =
            Pattern.compile("(?<![\\w.])[-−]?[$€£]?\\d[\\d,]*(?:\\.\\d+)?(?:\\s?/\\s?\\d+)?(?:\\s?\\\\?%)?");
    private static final Pattern BOLD = Pattern.compile("(?<!\\d)\\*\\*|\\*\\*(?!\\d)");
    private static final Pattern SENTENCE_END = Pattern.compile("[.!?](?=\\s|$)");
    private static final Pattern TEXT = Pattern.compile("\\\\(?:text|mathrm|mbox)\\{[^{}]*\\}");
    private static final Pattern WORD = Pattern.compile("(?<![\\\\a-zA-Z{])[a-zA-Z]{2,}");

    private AnswerExtractor() {}

    /**
     * An answer and where it was stated.
     *
     * @param start offset of its marker, or of the answer itself if it has none
     * @param marked whether a box or marker said that this is the answer
     */
    record Found(String text, int start, boolean marked) {}

    /** The final answer, or null. */
    static @Nullable Found find(String response, boolean lastResort) {
        int thought = response.lastIndexOf(THOUGHT_END);
        int from = thought < 0 ? 0 : thought + THOUGHT_END.length();
        Matcher control = CONTROL_TOKEN.matcher(response);
        String text = response.substring(from, control.find(from) ? control.start() : response.length());
        Found found = tagged(text).orElseGet(() -> untagged(text, lastResort));
        return found == null ? null : new Found(found.text.strip(), found.start + from, found.marked);
    }

    /** What stands in the last {@code <answer>} tags, if anything does. */
    private static Optional<Found> tagged(String text) {
        int end = text.lastIndexOf(TAG_END);
        int start = end < 0 ? -1 : text.lastIndexOf(TAG, end);
        if (start < 0) {
            return Optional.empty();
        }
        String inside = text.substring(start + TAG.length(), end);
        return Optional.ofNullable(untagged(inside, true)).map(found -> new Found(found.text, start, true));
    }

    private static @Nullable Found untagged(String text, boolean lastResort) {
        Found found = boxed(text);
        Found stated = afterMarker(text, found == null ? MARKER : FINAL_ANSWER);
        if (found == null
                || (stated != null
                        && stated.start > found.start
                        && VALUE.matcher(stated.text).find())) {
            found = stated;
        }
        return found == null && lastResort ? bare(text) : found;
    }

    private static @Nullable Found boxed(String text) {
        List<Boxed> boxes =
                Boxed.all(text).stream().filter(box -> !box.content().isBlank()).toList();
        if (boxes.isEmpty()) {
            return null;
        }
        int first = boxes.size() - 1;
        while (first > 0 && isListed(text, boxes.get(first - 1), boxes.get(first))) {
            first--;
        }
        List<Boxed> group = boxes.subList(first, boxes.size());
        String answer = group.stream().map(Boxed::content).collect(Collectors.joining(" ; "));
        return new Found(answer, group.get(0).start(), true);
    }

    /** Whether two boxes stand in one list, as in "3 and 5", and not in two statements. */
    private static boolean isListed(String text, Boxed box, Boxed next) {
        String between = text.substring(box.end(), next.start());
        return between.length() <= MAX_GAP && LISTED.matcher(between).matches();
    }

    private static @Nullable Found afterMarker(String text, Pattern marker) {
        List<MatchResult> marks = marker.matcher(text).results().toList();
        for (int i = marks.size() - 1; i >= Math.max(0, marks.size() - MAX_MARKS); i--) {
            int end = marks.get(i).end();
            String stated = statement(text.substring(end, Math.min(text.length(), end + MAX_STATEMENT)));
            if (!stated.isBlank()) {
                return new Found(stated, marks.get(i).start(), true);
            }
        }
        return null;
    }

    /** The answer at the start of what follows a marker: a formula, the rest of the line, or its value if it is prose. */
    private static String statement(String rest) {
        String text = rest.stripLeading();
        text = text.startsWith("}") ? text.substring(1).stripLeading() : text;
        Matcher formula = FORMULA.matcher(text);
        if (formula.lookingAt()) {
            return formulas(text, formula);
        }
        String line =
                BOLD.matcher(text.lines().findFirst().orElse("")).replaceAll("").strip();
        Matcher end = SENTENCE_END.matcher(line);
        String sentence = end.find() ? line.substring(0, end.start()) : line;
        if (!isProse(sentence)) {
            return sentence;
        }
        Matcher aside = ASIDE.matcher(sentence);
        String main = aside.find()
                        && VALUE.matcher(sentence.substring(0, aside.start())).find()
                ? sentence.substring(0, aside.start())
                : sentence;
        Found value = isProse(main) || !main.equals(sentence) ? lastValue(main) : null;
        return value == null ? main : value.text;
    }

    /** The formula that was found, and those listed after it. */
    private static String formulas(String text, Matcher formula) {
        StringBuilder listed = new StringBuilder(content(formula));
        Matcher next = NEXT.matcher(text);
        int end = formula.end();
        while (next.region(end, text.length()).lookingAt()
                && formula.region(next.end(), text.length()).lookingAt()) {
            listed.append(" ; ").append(content(formula));
            end = formula.end();
        }
        return listed.toString();
    }

    private static boolean isProse(String text) {
        return words(text) > 2 || (words(text) > 1 && VALUE.matcher(text).find());
    }

    private static long words(String text) {
        return WORD.matcher(text)
                .results()
                .filter(word -> !word.group().equals("and") && !word.group().equals("or"))
                .count();
    }

    private static @Nullable Found bare(String text) {
        String stripped = EQUALS.matcher(text.strip()).replaceFirst("");
        boolean oneLine = !stripped.isEmpty() && stripped.length() <= MAX_BARE_LENGTH && !stripped.contains("\n\n");
        if (oneLine && words(TEXT.matcher(stripped).replaceAll(" ")) < 2) {
            String around = FORMULA.matcher(stripped).replaceAll("");
            boolean formulaInText = around.length() < stripped.length() && words(around) > 0;
            if (!formulaInText) {
                return new Found(stripped, text.lastIndexOf(stripped), false);
            }
        }
        return lastValue(text);
    }

    /** The formula or number that ends last. */
    private static @Nullable Found lastValue(String text) {
        Found last = null;
        int end = -1;
        Matcher formula = FORMULA.matcher(text);
        while (formula.find()) {
            last = new Found(content(formula), formula.start(), false);
            end = formula.end();
        }
        Matcher number = NUMBER.matcher(text);
        while (number.find()) {
            if (number.start() >= end) {
                last = new Found(number.group(), number.start(), false);
            }
        }
        return last;
    }

    private static String content(Matcher formula) {
        for (int i = 1; i <= formula.groupCount(); i++) {
            if (formula.group(i) != null) {
                return formula.group(i).strip();
            }
        }
        return formula.group();
    }
}
