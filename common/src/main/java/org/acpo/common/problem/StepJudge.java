package org.acpo.common.problem;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Knows one problem's right steps, and tells of a response's lines which are among them. Immutable. */
public interface StepJudge {

    /** What a line is: right and needed for the answer, right but not needed, or wrong. */
    enum Judgement {
        NEEDED,
        UNNECESSARY,
        WRONG
    }

    /**
     * Judges lines without blanks around them, none of them empty.
     *
     * @return the judgement of each line up to the first wrong one; lines after that are neither right nor wrong, as they
     *     may follow correctly from what was false
     */
    List<Judgement> judge(List<String> lines);

    /**
     * Compares with a worked solution, one step a line: a line is right, and needed, when it is the solution's next one or,
     * leaving some out, a later one.
     */
    static StepJudge ofSolution(String solution) {
        List<String> right = solution.lines().map(String::strip).toList();
        return lines -> {
            List<Judgement> judgements = new ArrayList<>();
            int next = 0;
            for (String line : lines) {
                int found = right.subList(next, right.size()).indexOf(line);
                if (found < 0) {
                    judgements.add(Judgement.WRONG);
                    break;
                }
                judgements.add(Judgement.NEEDED);
                next += found + 1;
            }
            return judgements;
        };
    }

    /**
     * Of a problem whose steps are facts, right wherever they stand: one that the answer needs is needed the first time that
     * it is stated.
     */
    static StepJudge ofFacts(Set<String> needed, Set<String> unnecessary) {
        return lines -> {
            List<Judgement> judgements = new ArrayList<>();
            Set<String> open = new HashSet<>(needed);
            for (String line : lines) {
                if (open.remove(line)) {
                    judgements.add(Judgement.NEEDED);
                } else if (needed.contains(line) || unnecessary.contains(line)) {
                    judgements.add(Judgement.UNNECESSARY);
                } else {
                    judgements.add(Judgement.WRONG);
                    break;
                }
            }
            return judgements;
        };
    }
}
