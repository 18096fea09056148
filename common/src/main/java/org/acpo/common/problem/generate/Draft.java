package org.acpo.common.problem.generate;

import java.util.List;

/**
 * A generated problem before it has an id.
 *
 * @param key what makes the problem this problem, apart from wording such as names; equal keys are one problem, and the
 *     key alone decides whether it belongs to the training or the held-out split
 * @param level number of steps that a solution needs
 * @param subject name of the generator that made it
 * @param steps lines of the worked solution, without the answer line
 */
record Draft(String key, String text, String answer, int level, String subject, List<String> steps) {

    /** The worked solution: one step a line, then {@code Answer: } and the answer. */
    String solution() {
        return String.join("\n", steps) + "\n" + answerLine(answer);
    }

    /** The last line of a worked solution. */
    static String answerLine(String answer) {
        return "Answer: " + answer;
    }
}
