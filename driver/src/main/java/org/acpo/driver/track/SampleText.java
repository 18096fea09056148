package org.acpo.driver.track;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutRecord;

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
                    .filter(record -> record.rollout().verdict().correct() == wanted
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
        Rollout rollout = record.rollout();
        text.append("**").append(record.problem().problem().strip()).append("**\n\n");
        text.append(String.format(
                Locale.ROOT,
                "gold answer `%s`, found `%s`, %s, reward %.3g%n%n",
                record.problem().answer(),
                rollout.verdict().extracted(),
                rollout.verdict().reason().name().toLowerCase(Locale.ROOT),
                rollout.verdict().reward()));
        for (int k = 0; k < rollout.segments(); k++) {
            text.append(label(record, k));
            String step = String.join("", record.pieces().subList(rollout.segmentStart(k), rollout.segmentEnds()[k]));
            text.append("\n\n    ")
                    .append(step.stripTrailing().replace("\n", "\n    "))
                    .append("\n\n");
        }
        text.append("---\n\n");
    }

    private static String label(RolloutRecord record, int k) {
        if (record.attributions().length <= k) {
            return "step " + (k + 1);
        }
        return String.format(
                Locale.ROOT,
                "step %d, Δ %+.3f, %s",
                k + 1,
                record.attributions()[k],
                CLASSES[record.stepClasses()[k] + 1]);
    }
}
