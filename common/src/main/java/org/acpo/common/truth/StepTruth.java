package org.acpo.common.truth;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a response held against the lines of a worked solution, one step a line. A line is right when it is the
 * solution's next one or, leaving some out, a later one; the first line that is neither holds the first error. Lines after
 * that are neither right nor wrong: they may follow correctly from what was false.
 *
 * @param lineStarts where each line that is not blank begins, in characters
 * @param firstError where the first wrong line begins, or −1 when every line is right
 */
public record StepTruth(List<Integer> lineStarts, int firstError) {

    /** Compares {@code response} with {@code solution}. */
    public static StepTruth of(String solution, String response) {
        List<String> right = solution.lines().map(String::strip).toList();
        List<Integer> starts = new ArrayList<>();
        int firstError = -1;
        int next = 0;
        int at = 0;
        for (String line : response.split("\n", -1)) {
            if (!line.isBlank()) {
                starts.add(at);
                if (firstError < 0) {
                    int found = right.subList(next, right.size()).indexOf(line.strip());
                    firstError = found < 0 ? at : -1;
                    next += found + 1;
                }
            }
            at += line.length() + 1;
        }
        return new StepTruth(List.copyOf(starts), firstError);
    }
}
