package org.acpo.common.verify.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cuts a cleaned expression into tokens: numbers, names, commands with their backslash, and single signs. */
final class Lexer {
    /** Kinds of tokens; WORD is a run of two or more letters that names a function. */
    enum Kind {
        NUMBER,
        NAME,
        COMMAND,
        SIGN,
        END
    }

    /** A token, and whether white space stood before it. */
    record Token(Kind kind, String text, boolean spaced) {
        boolean is(String sign) {
            return kind != Kind.NAME && text.equals(sign);
        }
    }

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /** The tokens, ended by END; empty if a character belongs to no expression. */
    static Optional<List<Token>> tokens(String text) {
        Lexer lexer = new Lexer(text);
        return lexer.scan() ? Optional.of(lexer.tokens) : Optional.empty();
    }

    private boolean scan() {
        boolean spaced = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                spaced = true;
                at++;
                continue;
            }
            if (!scanToken(c, spaced)) {
                return false;
            }
            spaced = false;
        }
        tokens.add(new Token(Kind.END, "", spaced));
        return true;
    }

    private boolean scanToken(char c, boolean spaced) {
        int start = at;
        if (isDigit(c) || (c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1)))) {
            number();
            tokens.add(new Token(Kind.NUMBER, text.substring(start, at), spaced));
        } else if (c == '\\') {
            at++;
            skipLetters();
            tokens.add(new Token(Kind.COMMAND, text.substring(start, at), spaced));
            return at > start + 1;
        } else if (c == '∞') {
            at++;
            tokens.add(new Token(Kind.NAME, "∞", spaced));
        } else if (Character.isLetter(c)) {
            letters(spaced);
        } else if ("+-*/^(){}[]|!_',=".indexOf(c) >= 0) {
            at++;
            tokens.add(new Token(Kind.SIGN, String.valueOf(c), spaced));
        } else {
            return false;
        }
        return true;
    }

    private void number() {
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        if (at + 1 < text.length() && text.charAt(at) == '.' && isDigit(text.charAt(at + 1))) {
            at++;
            while (at < text.length() && isDigit(text.charAt(at))) {
                at++;
            }
        } else if (at + 1 == text.length() && text.charAt(at) == '.') {
            at++;
        }
    }

    /** A run of letters is one function's name if it is known, and otherwise a product of one-letter names. */
    private void letters(boolean spaced) {
        int start = at;
        skipLetters();
        String run = text.substring(start, at);
        if (Commands.WORDS.contains(run)) {
            tokens.add(new Token(Kind.COMMAND, "\\" + run, spaced));
            return;
        }
        for (int i = 0; i < run.length(); i++) {
            tokens.add(new Token(Kind.NAME, run.substring(i, i + 1), spaced && i == 0));
        }
    }

    private void skipLetters() {
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
