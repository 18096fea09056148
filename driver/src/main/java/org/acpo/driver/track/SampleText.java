package org.acpo.driver.track;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.acpo.common.dataset.RolloutRecord;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.Step;

/** Rollouts as Markdown: problem, verdict, and the steps with their attributions. */
final class SampleText {
    private static final String[] CLASSES = {"harmful", "neutral", "helpful"};

    private SampleText() {}

    /** At most {@code max} of them, wrong and right ones in turn, each of another problem while there are enough. */
    static String of(List<RolloutRecord> rollouts, int max) {
        StringBuilder text = new StringBuilder();
        choose(rollouts, max).forEach(record -> append(text, record));
        return text.toString();
    }

    static List<RolloutRecord> choose(List<RolloutRecord> rollouts, int max) {
        List<RolloutRecord> chosen = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        boolean right = false;
        while (chosen.size() < max) {
            boolean wanted = right;
            RolloutRecord next = rollouts.stream()
                    .filter(record -> record.credited().rollout().verdict().correct() == wanted
                            && !problems.contains(record.problem().id()))
                    .findFirst()
                    .orElseGet(() -> rollouts.stream()
                            .filter(record -> !chosen.contains(record))
                            .findFirst()
                            .orElse(null));
            if (next == null) {
                break;
            }
            chosen.add(next);
            problems.add(next.problem().id());
            right = !right;
        }
        return chosen;
    }

    private static void append(StringBuilder text, RolloutRecord record) {
        Rollout rollout = record.credited().rollout();
        text.append("**").append(record.problem().problem().strip()).append("**\n\n");
        text.append(String.format(
                Locale.ROOT,
                "gold answer `%s`, found `%s`, %s, reward %.3g%n%n",
                record.problem().answer(),
                rollout.verdict().extracted(),
                rollout.verdict().reason().name().toLowerCase(Locale.ROOT),
                rollout.verdict().reward()));
        for (int k = 0; k < rollout.steps().size(); k++) {
            Step at = rollout.steps().get(k);
            text.append(label(record, at, k));
            String step = String.join("", record.pieces().subList(at.start(), at.end()));
            text.append("\n\n    ")
                    .append(step.stripTrailing().replace("\n", "\n    "))
                    .append("\n\n");
        }
        text.append("---\n\n");
    }

    private static String label(RolloutRecord record, Step step, int k) {
        if (step.attributions().isEmpty()) {
            return "step " + (k + 1);
        }
        return String.format(
                Locale.ROOT,
                "step %d, Δ %+.3f, %s",
                k + 1,
                step.attributions().get(0).delta(),
                CLASSES[record.credited().stepClasses()[k] + 1]);
    }
}
