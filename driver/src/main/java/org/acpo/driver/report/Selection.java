package org.acpo.driver.report;

import static java.util.Comparator.comparing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.acpo.common.random.StableHash;

/**
 * Which rollouts the page shows: of every step right and wrong ones in turn, of as many problems as can be. A pure
 * function of what was sampled, so a report written again shows the same ones.
 */
final class Selection {
    private Selection() {}

    /** A rollout that could be shown. */
    record Candidate(int step, String problemId, int index, boolean correct) {
        /** Unique within a run. */
        String key() {
            return step + "/" + index + "/" + problemId;
        }
    }

    /** At most {@code max} of {@code all}, the most wanted first: every beginning is spread over the steps. */
    static List<Candidate> choose(List<Candidate> all, int max) {
        Map<Integer, List<Candidate>> byStep =
                all.stream().collect(Collectors.groupingBy(Candidate::step, TreeMap::new, Collectors.toList()));
        List<List<Candidate>> steps = Spread.coarseToFine(
                byStep.values().stream().map(Selection::inTurn).toList());
        List<Candidate> chosen = new ArrayList<>();
        int longest = steps.stream().mapToInt(List::size).max().orElse(0);
        for (int round = 0; round < longest && chosen.size() < max; round++) {
            for (List<Candidate> step : steps) {
                if (round < step.size() && chosen.size() < max) {
                    chosen.add(step.get(round));
                }
            }
        }
        return chosen;
    }

    /** A step's rollouts, wrong and right ones in turn while there are both. */
    private static List<Candidate> inTurn(List<Candidate> step) {
        List<Candidate> wrong = varied(step.stream().filter(c -> !c.correct()).toList());
        List<Candidate> right = varied(step.stream().filter(Candidate::correct).toList());
        List<Candidate> merged = new ArrayList<>(step.size());
        for (int i = 0; i < Math.max(wrong.size(), right.size()); i++) {
            if (i < wrong.size()) {
                merged.add(wrong.get(i));
            }
            if (i < right.size()) {
                merged.add(right.get(i));
            }
        }
        return merged;
    }

    /**
     * One rollout of every problem, then a second one, and so on. Problems stand in the order of a hash, the same for
     * right and wrong ones, so that a problem solved by some only tends to show both.
     */
    private static List<Candidate> varied(List<Candidate> candidates) {
        Map<String, Integer> seen = new HashMap<>();
        Map<Candidate, Integer> turns = new HashMap<>();
        candidates.stream()
                .sorted(Comparator.comparingInt(Candidate::index))
                .forEach(c -> turns.put(c, seen.merge(c.problemId(), 1, Integer::sum)));
        return candidates.stream()
                .sorted(comparing((Candidate c) -> turns.getOrDefault(c, 0))
                        .thenComparing(c -> StableHash.of(c.step() + "/" + c.problemId()))
                        .thenComparing(Candidate::problemId))
                .toList();
    }
}
