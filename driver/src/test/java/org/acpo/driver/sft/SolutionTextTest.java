package org.acpo.driver.sft;

import static org.assertj.core.api.Assertions.assertThat;

import org.acpo.common.random.CounterRandom;
import org.junit.jupiter.api.Test;

class SolutionTextTest {
    private static final SolutionText SOLUTION = new SolutionText("1 + 2 = 3\n3 * 4 = 12\nAnswer: 12\n", "12");

    private static CounterRandom random(int i) {
        return CounterRandom.stream(1, "test", i);
    }

    @Test
    void abbreviationDropsIntermediateLinesAlone() {
        assertThat(SOLUTION.abbreviated(0, random(0))).isEqualTo("1 + 2 = 3\n3 * 4 = 12\nAnswer: 12");
        assertThat(SOLUTION.abbreviated(1, random(0))).isEqualTo("Answer: 12");
    }

    @Test
    void eachIntermediateLineIsDroppedWithTheGivenProbability() {
        int first = 0;
        int both = 0;
        for (int i = 0; i < 4000; i++) {
            String text = SOLUTION.abbreviated(0.25, random(i));
            assertThat(text).endsWith("Answer: 12");
            first += text.contains("1 + 2") ? 0 : 1;
            both += text.equals("Answer: 12") ? 1 : 0;
        }
        // Standard deviations of the shares are 0.7% and 0.4%.
        assertThat(first / 4000.0).isBetween(0.22, 0.28);
        assertThat(both / 4000.0).isBetween(0.045, 0.08);
    }

    @Test
    void probesStandAtLineStartsAndRightBeforeTheAnswer() {
        assertThat(SOLUTION.prefixes())
                .containsExactly("", "1 + 2 = 3\n", "1 + 2 = 3\n3 * 4 = 12\n", "1 + 2 = 3\n3 * 4 = 12\nAnswer: ");
        assertThat(new SolutionText("so \\boxed{7}.", "7").prefixes()).containsExactly("");
    }
}
