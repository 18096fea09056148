package org.acpo.executors.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * GPT-2's printable stand-ins for the 256 bytes, in which byte-level tokenizers write their vocabulary: printable Latin-1
 * stands for itself, every other byte for a character from U+0100 on (space is U+0120).
 */
final class ByteAlphabet {
    private static final int SIZE = 256;
    private static final List<String> SYMBOLS = symbols();

    private ByteAlphabet() {}

    /** Symbol of each byte value. */
    static List<String> all() {
        return SYMBOLS;
    }

    /** Symbols of the text's UTF-8 bytes. */
    static List<String> of(String text) {
        List<String> symbols = new ArrayList<>();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            symbols.add(SYMBOLS.get(b & 0xFF));
        }
        return symbols;
    }

    private static List<String> symbols() {
        List<String> symbols = new ArrayList<>();
        int next = SIZE;
        for (int b = 0; b < SIZE; b++) {
            symbols.add(Character.toString(isPrintable(b) ? b : next++));
        }
        return List.copyOf(symbols);
    }

    private static boolean isPrintable(int b) {
        return (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
    }
}
