package org.acpo.common.verify.extract;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.acpo.common.text.Boxed;
import org.acpo.common.text.Characters;
import org.jspecify.annotations.Nullable;

/**
 * Finds the final answer in a response. First the last {@code <answer>} tags and what stands in them. Without such, in
 * order: the last {@code \\boxed{}} (with those listed just before it) unless a value is said to be the {@code final
 * answer} after it, the text after the last marker ({@code answer is}, {@code Answer:}, {@code ####}, a line {@code A:},
 * {@code Réponse :}), and, as a last resort, a response that is nothing but an answer or the last formula or number in it.
 * What a model thought before a closing {@code </think>} does not count. Every pass is linear in the response.
 */
public final class AnswerExtractor {
    private static final String THOUGHT = "<think>";
    private static final String THOUGHT_END = "</think>";
    private static final String TAG = "<answer>";
    private static final String TAG_END = "</answer>";
    private static final Pattern CONTROL_TOKEN = Pattern.compile("<\\|[A-Za-z_][A-Za-z0-9_]{2,40}\\|>");
    /** Characters at the end of a response that are read; more than a context of 128k tokens holds. */
    private static final int MAX_LENGTH = 1_000_000;

    private static final int MAX_GAP = 24;
    private static final int MAX_BARE_LENGTH = 300;

    private static final Pattern LISTED =
            Pattern.compile("(?s)(?:(?![.!?]\\s).)*(?:,|;|\\band\\b|\\bor\\b)(?:(?![.!?]\\s).)*");
    private static final Pattern CORRECTED =
            Pattern.compile("(?i)\\b(?:no|not|wait|actually|sorry|instead|rather|wrong|so|thus|hence)\\b");
    private static final Pattern EQUALS = Pattern.compile("(?i)^.{0,200}\\b(?:equals|is)\\s{1,9}(?=[-+\\d.$\\\\])");

    private AnswerExtractor() {}

    /**
     * The final answer, or null.
     *
     * @param lastResort whether an answer counts that nothing marks as one
     * @param openThought whether one counts that stands in a thought that the model never closed
     */
    public static @Nullable Found find(String response, boolean lastResort, boolean openThought) {
        int thought = response.lastIndexOf(THOUGHT_END);
        int begin = thought < 0 ? 0 : thought + THOUGHT_END.length();
        int open = openThought ? -1 : response.indexOf(THOUGHT, begin);
        int end = open < 0 ? response.length() : open;
        int from = Math.max(begin, end - MAX_LENGTH);
        String folded = Characters.fold(response.substring(from, end));
        Matcher control = CONTROL_TOKEN.matcher(folded);
        String text = control.find() ? folded.substring(0, control.start()) : folded;
        Found found = tagged(text).orElseGet(() -> untagged(text, lastResort));
        return found == null ? null : new Found(found.text().strip(), found.start() + from, found.marked());
    }

    /** What stands in the last {@code <answer>} tags, if anything does. */
    private static Optional<Found> tagged(String text) {
        int end = text.lastIndexOf(TAG_END);
        int start = end < 0 ? -1 : text.lastIndexOf(TAG, end);
        if (start < 0) {
            return Optional.empty();
        }
        String inside = text.substring(start + TAG.length(), end);
        return Optional.ofNullable(untagged(inside, true)).map(found -> new Found(found.text(), start, true));
    }

    private static @Nullable Found untagged(String text, boolean lastResort) {
        Found boxed = boxed(text);
        if (boxed != null) {
            Found stated = Marks.finalAnswerAfter(text, boxed.start());
            return stated == null ? boxed : stated;
        }
        Found stated = Marks.last(text);
        return stated == null && lastResort ? bare(text) : stated;
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
        String answer = group.size() == 1
                ? Clauses.withoutContrast(group.get(0).content())
                : group.stream().map(Boxed::content).collect(Collectors.joining(" ; "));
        return new Found(answer, group.get(0).start(), true);
    }

    /** Whether two boxes stand in one list, as in "3 and 5", and not in two statements. */
    private static boolean isListed(String text, Boxed box, Boxed next) {
        if (next.start() - box.end() > MAX_GAP) {
            return false;
        }
        String between = text.substring(box.end(), next.start());
        return LISTED.matcher(between).matches() && !CORRECTED.matcher(between).find();
    }

    private static @Nullable Found bare(String text) {
        String stripped = EQUALS.matcher(text.strip()).replaceFirst("");
        boolean oneLine = !stripped.isEmpty() && stripped.length() <= MAX_BARE_LENGTH && !stripped.contains("\n\n");
        if (oneLine && Words.countOutsideText(stripped) < 2) {
            String around = withoutFormulas(stripped);
            boolean formulaInText = around.length() < stripped.length() && Words.count(around) > 0;
            boolean amounts = around.indexOf('$') != around.lastIndexOf('$');
            boolean headed = stripped.startsWith("#") && stripped.contains("\n");
            if (!formulaInText && !amounts && !headed) {
                return new Found(stripped, text.lastIndexOf(stripped), false);
            }
        }
        return Values.lastIn(text);
    }

    private static String withoutFormulas(String text) {
        StringBuilder around = new StringBuilder();
        int end = 0;
        for (Formulas.Formula formula : Formulas.all(text)) {
            around.append(text, end, formula.start());
            end = formula.end();
        }
        return around.append(text.substring(end)).toString();
    }
}
