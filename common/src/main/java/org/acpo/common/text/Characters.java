package org.acpo.common.text;

/** Characters that keyboards and typesetters have in several forms, brought into the one that parsers know. */
public final class Characters {
    private static final int FIRST_FULL_WIDTH = 0xFF01;
    private static final int LAST_FULL_WIDTH = 0xFF5E;
    private static final int FULL_WIDTH_SHIFT = 0xFEE0;

    private Characters() {}

    /**
     * The text with digits of other scripts, full-width letters and signs, and spaces of other widths as ASCII has them.
     * Every character stands where it stood, so offsets hold in both. Full-width exclamation and question marks stay:
     * they end sentences, where their ASCII forms may be factorials.
     */
    public static String fold(String text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) < 0x80) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        char[] folded = text.toCharArray();
        for (; i < folded.length; i++) {
            folded[i] = folded[i] < 0x80 ? folded[i] : fold(folded[i]);
        }
        return new String(folded);
    }

    private static char fold(char c) {
        if (Character.isDigit(c)) {
            return (char) ('0' + Character.digit(c, 10));
        }
        if (Character.getType(c) == Character.SPACE_SEPARATOR) {
            return ' ';
        }
        if (c >= FIRST_FULL_WIDTH && c <= LAST_FULL_WIDTH && c != '！' && c != '？') {
            return (char) (c - FULL_WIDTH_SHIFT);
        }
        return switch (c) {
            case '￥' -> '¥';
            case '￡' -> '£';
            case '、', '٬', '،' -> ',';
            case '٫' -> '.';
            case '﹣', '‐', '‑', '‒' -> '-';
            default -> c;
        };
    }
}
