package org.acpo.driver.report;

import java.util.List;
import java.util.Locale;
import org.acpo.common.run.MetricNames;
import org.jspecify.annotations.Nullable;

/**
 * What the page says first.
 *
 * @param sentence the outcome in words
 * @param remark what qualifies it, or empty
 * @param before the first evaluation, of the policy before any update; null if none ran
 * @param after the last evaluation, or null if there was no second one
 * @param best the best of at least three evaluations if it is neither of these two, or null
 * @param wallSeconds time of all steps
 * @param tokens response tokens sampled for training
 */
record Headline(
        String sentence,
        String remark,
        @Nullable Evaluation before,
        @Nullable Evaluation after,
        @Nullable Evaluation best,
        int steps,
        double wallSeconds,
        long rollouts,
        long tokens) {

    /** Held-out results after a step; the ends of the 95% interval and the rest where they were reported. */
    record Evaluation(
            int step,
            double passAt1,
            @Nullable Double low,
            @Nullable Double high,
            @Nullable Double problems) {
        static Evaluation of(MetricsRow row) {
            return new Evaluation(
                    row.step(),
                    row.get(MetricNames.EVAL_PASS_AT_1, 0),
                    row.get(MetricNames.EVAL_PASS_AT_1_LOW),
                    row.get(MetricNames.EVAL_PASS_AT_1_HIGH),
                    row.get(MetricNames.EVAL_PROBLEMS));
        }
    }

    static Headline of(Metrics log) {
        List<Evaluation> all = log.evaluations().stream().map(Evaluation::of).toList();
        Evaluation before = all.isEmpty() ? null : all.get(0);
        Evaluation after = all.size() < 2 ? null : all.get(all.size() - 1);
        List<MetricsRow> updates = log.updates();
        double rollouts = 0;
        double tokens = 0;
        for (MetricsRow row : updates) {
            double count = row.get(MetricNames.ROLLOUTS, 0);
            rollouts += count;
            tokens += row.get(MetricNames.RESPONSE_TOKENS, count * row.get(MetricNames.LENGTH_MEAN, 0));
        }
        return new Headline(
                sentence(before, after),
                remark(before, after),
                before,
                after,
                best(all),
                updates.isEmpty() ? 0 : updates.get(updates.size() - 1).step(),
                log.rows().stream().mapToDouble(Phase::stepSeconds).sum(),
                Math.round(rollouts),
                Math.round(tokens));
    }

    private static String sentence(@Nullable Evaluation before, @Nullable Evaluation after) {
        if (before == null) {
            return "No evaluation on held-out problems yet";
        }
        if (after == null) {
            String when = before.step() == 0 ? " before training" : " after step " + before.step();
            return "Held-out pass@1 is " + percent(before.passAt1()) + when;
        }
        double points = 100 * (after.passAt1() - before.passAt1());
        if (Math.abs(points) < 0.05) {
            return "Held-out pass@1 stayed at " + percent(after.passAt1());
        }
        String verb = points > 0 ? "rose" : "fell";
        return "Held-out pass@1 " + verb + " from " + percent(before.passAt1()) + " to " + percent(after.passAt1());
    }

    private static String remark(@Nullable Evaluation before, @Nullable Evaluation after) {
        if (before == null || after == null) {
            return "";
        }
        String points = String.format(Locale.ROOT, "%+.1f points", 100 * (after.passAt1() - before.passAt1()));
        if (before.low() == null || before.high() == null || after.low() == null || after.high() == null) {
            return points;
        }
        boolean apart = after.low() > before.high() || after.high() < before.low();
        return points + "; the 95% intervals " + (apart ? "do not overlap" : "overlap");
    }

    private static @Nullable Evaluation best(List<Evaluation> all) {
        Evaluation best = null;
        for (Evaluation evaluation : all) {
            if (best == null || evaluation.passAt1() > best.passAt1()) {
                best = evaluation;
            }
        }
        boolean told = best == null || best.equals(all.get(0)) || best.equals(all.get(all.size() - 1));
        return told ? null : best;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }
}
