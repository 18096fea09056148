package org.acpo.common.verify.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Formulas between dollar signs, {@code \(...\)} or {@code \[...\]} in a text. A dollar sign before or behind an amount of
 * money begins or ends none.
 */
final class Formulas {
    /** A formula: where it begins and ends, delimiters included, and what is between them. */
    record Formula(int start, int end, String content) {}

    private static final int MAX_BRACKETED = 2_000;
    private static final Pattern AMOUNT = Pattern.compile("\\s?[-+]?\\d[\\d,]*(?:\\.\\d+)?");

    private final String text;
    private int nextRound = -1;
    private int nextSquare = -1;

    private Formulas(String text) {
        this.text = text;
    }

    /** All formulas, in order; none lies in another. */
    static List<Formula> all(String text) {
        Formulas formulas = new Formulas(text);
        List<Formula> found = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            Formula formula = c == '$' || c == '\\' ? formulas.startingAt(i) : null;
            if (formula == null) {
                i += c == '\\' && i + 1 < text.length() && "\\$".indexOf(text.charAt(i + 1)) >= 0 ? 2 : 1;
            } else {
                found.add(formula);
                i = formula.end;
            }
        }
        return found;
    }

    /** The formula that begins at an offset, or null. */
    static @Nullable Formula at(String text, int start) {
        return start < text.length() ? new Formulas(text).startingAt(start) : null;
    }

    private @Nullable Formula startingAt(int start) {
        if (text.startsWith("$$", start)) {
            int end = text.indexOf('$', start + 2);
            return end > 0 && text.startsWith("$$", end) ? formula(start, start + 2, end, end + 2) : null;
        }
        if (text.charAt(start) == '$') {
            return inDollars(start);
        }
        if (text.startsWith("\\(", start)) {
            nextRound = next("\\)", start + 2, nextRound);
            return bracketed(start, nextRound);
        }
        if (text.startsWith("\\[", start)) {
            nextSquare = next("\\]", start + 2, nextSquare);
            return bracketed(start, nextSquare);
        }
        return null;
    }

    /** The first place of {@code close} from an offset on; looked for again only once it is behind. */
    private int next(String close, int from, int known) {
        if (known >= from) {
            return known;
        }
        int found = text.indexOf(close, from);
        return found < 0 ? Integer.MAX_VALUE : found;
    }

    private @Nullable Formula bracketed(int start, int close) {
        return close == Integer.MAX_VALUE || close - start - 2 > MAX_BRACKETED
                ? null
                : formula(start, start + 2, close, close + 2);
    }

    private @Nullable Formula inDollars(int start) {
        int end = start + 1;
        while (end < text.length() && text.charAt(end) != '$' && text.charAt(end) != '\n') {
            end += text.startsWith("\\$", end) || text.startsWith("\\\\", end) ? 2 : 1;
        }
        boolean closed = end < text.length() && text.charAt(end) == '$';
        return closed && !isMoney(start, end) ? formula(start, start + 1, end, end + 1) : null;
    }

    private @Nullable Formula formula(int start, int from, int to, int end) {
        String content = text.substring(from, to).strip();
        return content.isEmpty() ? null : new Formula(start, end, content);
    }

    /** Whether one of the two dollar signs stands for dollars: {@code $4 for snacks and $2}, {@code 20$ and 30$}. */
    private boolean isMoney(int open, int close) {
        String content = text.substring(open + 1, close);
        var amount = AMOUNT.matcher(content);
        if (amount.lookingAt()) {
            boolean before = close + 1 < text.length() && Character.isDigit(text.charAt(close + 1));
            boolean apart = content.endsWith(" ") && !content.startsWith(" ");
            String rest = content.substring(amount.end());
            return before || apart || rest.startsWith("**") || Words.countOutsideText(rest) > 1;
        }
        boolean behind = open > 0 && Character.isDigit(text.charAt(open - 1));
        return behind && !content.isEmpty() && " .,;:!?)".indexOf(content.charAt(0)) >= 0;
    }
}
