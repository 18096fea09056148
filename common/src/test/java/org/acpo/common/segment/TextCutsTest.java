package org.acpo.common.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextCutsTest {
    private static int[] clean(String... pieces) {
        boolean[] clean = TextCuts.of(List.of(pieces));
        return IntStream.range(0, clean.length).filter(t -> clean[t]).toArray();
    }

    @Test
    void linesBeginClean() {
        assertThat(clean("x = 3", "\n", "y = 4", "\n  ", "z")).containsExactly(2, 4);
        assertThat(clean("x", "\n", "  ", "y")).containsExactly(2, 3);
    }

    @Test
    void sentencesBeginClean() {
        assertThat(clean("It is", " 5", ".", " Then", " 6", "?", " No", "; ", "so"))
                .containsExactly(3, 6, 8);
        assertThat(clean("a", ".", " ", "b")).containsExactly(2, 3);
        assertThat(clean("(He said \"5.\")", " Then")).containsExactly(1);
        assertThat(clean("所以", "。", "然后")).containsExactly(2);
    }

    @Test
    void numbersListsCommasAndColonsDoNot() {
        assertThat(clean("3", ".", "5", " apples", ",", " 4", ":", " x")).isEmpty();
        assertThat(clean("2", ".", " Add", " 1")).isEmpty();
        assertThat(clean("a\n", "2", ".", " Add")).containsExactly(1);
        // a number that ends a sentence is no list mark
        assertThat(clean("it is", " 2", ".", " Add")).containsExactly(3);
    }
}
