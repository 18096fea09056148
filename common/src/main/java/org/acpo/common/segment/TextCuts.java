package org.acpo.common.segment;

import java.util.List;

/**
 * Clean cuts by the text alone. The cut before a token is clean when the text before it
 *
 * <ul>
 *   <li>ends a line: with a line break, blanks after it allowed; or
 *   <li>ends a sentence or statement: with one of {@code . ! ? ;} (closing brackets, quotes, {@code $} and {@code *}
 *       after it allowed) and white space on either side of the cut, or with {@code 。 ！ ？ ；}. A number and a full
 *       stop that begin a line ("2. ") are a list mark, not a sentence.
 * </ul>
 *
 * A comma or a colon is no clean cut: what stands before it is unfinished. Neither is a decimal point, since no white
 * space follows it. Lines are where this kind of writing puts its equations.
 */
final class TextCuts {
    private static final String SENTENCE_ENDS = ".!?;";
    private static final String WIDE_SENTENCE_ENDS = "。！？；";
    private static final String CLOSERS = ")]}\"'”’»$*";

    private final String text;

    private TextCuts(String text) {
        this.text = text;
    }

    /** For each token, whether the cut before it is clean; false for token 0, which begins the first step anyway. */
    static boolean[] of(List<String> pieces) {
        TextCuts cuts = new TextCuts(String.join("", pieces));
        boolean[] clean = new boolean[pieces.size()];
        int at = 0;
        for (int t = 0; t < clean.length; t++) {
            clean[t] = at > 0 && (cuts.endsLine(at) || cuts.endsSentence(at));
            at += pieces.get(t).length();
        }
        return clean;
    }

    private boolean endsLine(int at) {
        int last = at - 1;
        while (last >= 0 && (text.charAt(last) == ' ' || text.charAt(last) == '\t')) {
            last--;
        }
        return last >= 0 && text.charAt(last) == '\n';
    }

    private boolean endsSentence(int at) {
        int last = at - 1;
        while (last >= 0 && Character.isWhitespace(text.charAt(last))) {
            last--;
        }
        boolean space = last < at - 1 || at == text.length() || Character.isWhitespace(text.charAt(at));
        while (last >= 0 && CLOSERS.indexOf(text.charAt(last)) >= 0) {
            last--;
        }
        if (last < 0) {
            return false;
        }
        char end = text.charAt(last);
        return WIDE_SENTENCE_ENDS.indexOf(end) >= 0
                || (space && SENTENCE_ENDS.indexOf(end) >= 0 && !(end == '.' && isListMark(last)));
    }

    private boolean isListMark(int fullStop) {
        int first = fullStop;
        while (first > 0 && Character.isDigit(text.charAt(first - 1))) {
            first--;
        }
        return first < fullStop && (first == 0 || endsLine(first));
    }
}
