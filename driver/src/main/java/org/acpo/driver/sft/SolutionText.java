package org.acpo.driver.sft;

import java.util.ArrayList;
import java.util.List;
import org.acpo.common.random.CounterRandom;

/** A worked solution as lines, the last of which states the answer. Pure functions of it and of a random stream. */
record SolutionText(String text, String answer) {

    private List<String> lines() {
        return List.of(text.strip().split("\n"));
    }

    /** The solution with each line but the last left out with probability {@code dropLine}. */
    String abbreviated(double dropLine, CounterRandom random) {
        List<String> lines = lines();
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < lines.size() - 1; i++) {
            if (random.nextDouble() >= dropLine) {
                kept.add(lines.get(i));
            }
        }
        kept.add(lines.get(lines.size() - 1));
        return String.join("\n", kept);
    }

    /** The places where a probe may be asked: before each line, and right before the answer if it ends the text. */
    List<String> prefixes() {
        List<String> prefixes = new ArrayList<>();
        StringBuilder prefix = new StringBuilder();
        for (String line : lines()) {
            prefixes.add(prefix.toString());
            prefix.append(line).append('\n');
        }
        String whole = text.strip();
        if (whole.endsWith(answer)) {
            prefixes.add(whole.substring(0, whole.length() - answer.length()));
        }
        return prefixes;
    }
}
