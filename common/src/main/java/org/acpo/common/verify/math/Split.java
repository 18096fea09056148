package org.acpo.common.verify.math;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Cuts texts at separators that stand outside all brackets. */
final class Split {
    private Split() {}

    /** The parts between the characters of {@code separators}, stripped, empty ones included. */
    static List<String> at(String text, String separators) {
        return by(text, i -> separators.indexOf(text.charAt(i)) >= 0 ? 1 : 0);
    }

    /**
     * The parts between separators.
     *
     * @param lengthAt length of the separator that starts at an offset, 0 for none
     */
    static List<String> by(String text, IntUnaryOperator lengthAt) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            depth += opens(c) ? 1 : closes(c) ? -1 : 0;
            int length = depth == 0 ? lengthAt.applyAsInt(i) : 0;
            if (length > 0) {
                parts.add(text.substring(start, i).strip());
                start = i + length;
                i = start;
            } else {
                i++;
            }
        }
        parts.add(text.substring(start).strip());
        return parts;
    }

    /** Whether every grouping brace closes, and none closes that is not open. */
    static boolean isBalanced(String text) {
        int depth = 0;
        for (int i = 0; i < text.length() && depth >= 0; i++) {
            depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
        }
        return depth == 0;
    }

    /** Whether the first character is a bracket that closes at the last one. */
    static boolean isWrapped(String text) {
        if (text.length() < 2 || !opens(text.charAt(0)) || !closes(text.charAt(text.length() - 1))) {
            return false;
        }
        int depth = 0;
        for (int i = 0; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            depth += opens(c) ? 1 : closes(c) ? -1 : 0;
            if (depth == 0) {
                return false;
            }
        }
        return depth == 1;
    }

    private static boolean opens(char c) {
        return c == '(' || c == '[' || c == '{' || c == Cleaner.SET_OPEN;
    }

    private static boolean closes(char c) {
        return c == ')' || c == ']' || c == '}' || c == Cleaner.SET_CLOSE;
    }
}
