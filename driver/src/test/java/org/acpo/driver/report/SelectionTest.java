package org.acpo.driver.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.acpo.driver.report.Selection.Candidate;
import org.junit.jupiter.api.Test;

class SelectionTest {
    /** Steps of two problems each, with four rollouts a problem: the first one right, or the first three. */
    private static List<Candidate> candidates(int steps) {
        List<Candidate> all = new ArrayList<>();
        for (int step = 1; step <= steps; step++) {
            for (int index = 0; index < 4; index++) {
                all.add(new Candidate(step, "a", index, index < 1));
                all.add(new Candidate(step, "b", index, index < 3));
            }
        }
        return all;
    }

    @Test
    void wrongAndRightOnesOfAllProblemsComeFirst() {
        List<Candidate> chosen = Selection.choose(candidates(1), 4);
        assertThat(chosen).extracting(Candidate::correct).containsExactly(false, true, false, true);
        assertThat(chosen.subList(0, 2))
                .extracting(Candidate::problemId)
                .containsOnly(chosen.get(0).problemId());
        assertThat(chosen).extracting(Candidate::problemId).contains("a", "b");
    }

    @Test
    void everyStepGetsItsTurnBeforeAnyGetsASecondOne() {
        List<Candidate> chosen = Selection.choose(candidates(5), 12);
        assertThat(chosen.subList(0, 5)).extracting(Candidate::step).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
        assertThat(chosen.subList(5, 10)).extracting(Candidate::step).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
        assertThat(chosen).hasSize(12).doesNotHaveDuplicates();
    }

    @Test
    void theOrderOfTheRowsDoesNotMatter() {
        List<Candidate> shuffled = new ArrayList<>(candidates(5));
        Collections.shuffle(shuffled, new Random(3));
        assertThat(Selection.choose(shuffled, 12)).isEqualTo(Selection.choose(candidates(5), 12));
    }

    @Test
    void allAreChosenIfTheyAreFew() {
        assertThat(Selection.choose(candidates(2), 100)).containsExactlyInAnyOrderElementsOf(candidates(2));
        assertThat(Selection.choose(List.of(), 100)).isEmpty();
    }

    @Test
    void spreadsKeepTheEnds() {
        assertThat(Spread.evenly(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), 4)).containsExactly(0, 3, 6, 9);
        assertThat(Spread.evenly(List.of(0, 1), 4)).containsExactly(0, 1);
        assertThat(Spread.coarseToFine(List.of(0, 1, 2, 3, 4, 5, 6, 7))).containsExactly(7, 3, 5, 1, 6, 2, 4, 0);
    }
}
