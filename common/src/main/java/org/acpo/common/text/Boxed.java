package org.acpo.common.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code \boxed{...}} (or {@code \fbox{...}}) in a text, with balanced braces; found in one pass over the text.
 *
 * @param start offset of the backslash
 * @param end offset after the closing brace
 * @param content what stands between the braces
 */
public record Boxed(int start, int end, String content) {
    private static final int MAX_BARE = 40;
    private static final List<String> COMMANDS = List.of("\\boxed", "\\fbox");

    /** The content of the last complete box, or null if there is none. */
    public static @Nullable String lastContent(String text) {
        List<Boxed> all = all(text);
        return all.isEmpty() ? null : all.get(all.size() - 1).content().strip();
    }

    /** An opened brace: where it stands, and where its box command does, or -1. */
    private record Open(int brace, int command) {}

    /** All complete boxes that do not stand inside another, in order. A box whose braces never close is no box. */
    public static List<Boxed> all(String text) {
        List<Boxed> found = new ArrayList<>(); // content is cut out at the end, of those that are in no other box
        Deque<Open> open = new ArrayDeque<>();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '\\') {
                int brace = braceOfBox(text, i);
                Boxed bare = brace < 0 && open.isEmpty() ? withoutBraces(text, i) : null;
                if (bare != null) {
                    found.add(bare);
                    i = bare.end;
                } else if (brace >= 0) {
                    open.push(new Open(brace, i));
                    i = brace + 1;
                } else {
                    i += escapes(text, i) ? 2 : 1;
                }
                continue;
            }
            if (c == '{') {
                open.push(new Open(i, -1));
            } else if (c == '}' && !open.isEmpty()) {
                close(open.pop(), i, found);
            }
            i++;
        }
        found.replaceAll(box -> box.content.isEmpty() ? box.from(text) : box);
        return found;
    }

    private Boxed from(String text) {
        return new Boxed(start, end, text.substring(text.indexOf('{', start) + 1, end - 1));
    }

    private static void close(Open open, int at, List<Boxed> found) {
        if (open.command >= 0) {
            while (!found.isEmpty() && found.get(found.size() - 1).start > open.command) {
                found.remove(found.size() - 1);
            }
            found.add(new Boxed(open.command, at + 1, ""));
        }
    }

    /** Whether the backslash takes the next character with it: an escaped brace, or a line break that is no command. */
    private static boolean escapes(String text, int at) {
        if (at + 1 >= text.length()) {
            return false;
        }
        char next = text.charAt(at + 1);
        return next == '{' || next == '}' || (next == '\\' && braceOfBox(text, at + 1) < 0);
    }

    /** {@code \boxed 42}, up to the end of its formula or line, or null. */
    private static @Nullable Boxed withoutBraces(String text, int at) {
        for (String command : COMMANDS) {
            int start = at + command.length();
            if (text.startsWith(command + " ", at)) {
                int end = start;
                int last = Math.min(text.length(), start + 2 * MAX_BARE);
                while (end < last && "$\n".indexOf(text.charAt(end)) < 0) {
                    end++;
                }
                String content = text.substring(start, end).strip();
                return content.isEmpty() || content.length() > MAX_BARE ? null : new Boxed(at, end, content);
            }
        }
        return null;
    }

    private static int braceOfBox(String text, int at) {
        for (String command : COMMANDS) {
            if (text.startsWith(command, at)) {
                int brace = at + command.length();
                while (brace < text.length() && text.charAt(brace) == ' ') {
                    brace++;
                }
                return brace < text.length() && text.charAt(brace) == '{' ? brace : -1;
            }
        }
        return -1;
    }
}
