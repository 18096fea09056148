package org.acpo.common.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.acpo.common.evaluate.PassRates.Interval;
import org.acpo.common.run.MetricNames;

/**
 * What an evaluation found, over problems of {@code samples} responses each.
 *
 * @param passAt1 mean over problems of the share of right responses
 * @param low lower end of its 95% interval over problems
 * @param high upper end
 * @param passAtK share of problems with at least one right response
 * @param majAtK share of problems whose most frequent answer is right, answers that are the same mathematics counted together
 * @param lengthMean response tokens
 * @param truncatedFrac share of responses that the length limit ended
 */
public record EvaluationSummary(
        int problems,
        int samples,
        double passAt1,
        double low,
        double high,
        double passAtK,
        double majAtK,
        double lengthMean,
        double truncatedFrac)
        implements Serializable {

    /** Sums up judged responses, one non-empty list a problem, all of one length. */
    public static EvaluationSummary of(List<List<Outcome>> problems) {
        int samples = problems.isEmpty() ? 0 : problems.get(0).size();
        double pass = problems.stream()
                .mapToDouble(EvaluationSummary::rightShare)
                .average()
                .orElse(0);
        Interval interval = PassRates.wilson(pass, problems.size());
        List<Outcome> all = new ArrayList<>();
        problems.forEach(all::addAll);
        return new EvaluationSummary(
                problems.size(),
                samples,
                pass,
                interval.low(),
                interval.high(),
                share(problems, rollouts -> rightShare(rollouts) > 0),
                share(problems, Majority::isRight),
                all.stream().mapToInt(Outcome::length).average().orElse(0),
                share(all, Outcome::truncated));
    }

    /** The summary under the names of {@link MetricNames}. */
    public Map<String, Object> metrics() {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put(MetricNames.EVAL_PASS_AT_1, passAt1);
        metrics.put(MetricNames.EVAL_PASS_AT_1_LOW, low);
        metrics.put(MetricNames.EVAL_PASS_AT_1_HIGH, high);
        metrics.put(MetricNames.EVAL_PASS_AT_K, passAtK);
        metrics.put(MetricNames.EVAL_MAJ_AT_K, majAtK);
        metrics.put(MetricNames.EVAL_LENGTH, lengthMean);
        metrics.put(MetricNames.EVAL_TRUNCATED, truncatedFrac);
        metrics.put(MetricNames.EVAL_PROBLEMS, problems);
        return metrics;
    }

    /** The summary under the names that the command line prints, with the 95% interval of each rate. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("problems", problems);
        fields.put("samples", samples);
        put(fields, "pass@1", passAt1, new Interval(low, high));
        put(fields, "pass@k", passAtK, passAtKInterval());
        put(fields, "maj@k", majAtK, majAtKInterval());
        fields.put("length_mean", lengthMean);
        fields.put("truncated_frac", truncatedFrac);
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, double rate, Interval interval) {
        fields.put(name, rate);
        fields.put(name + "_low", interval.low());
        fields.put(name + "_high", interval.high());
    }

    /** 95% interval of {@link #passAtK} over problems. */
    Interval passAtKInterval() {
        return PassRates.wilson(passAtK, problems);
    }

    /** 95% interval of {@link #majAtK} over problems. */
    Interval majAtKInterval() {
        return PassRates.wilson(majAtK, problems);
    }

    private static double rightShare(List<Outcome> rollouts) {
        return share(rollouts, rollout -> rollout.verdict().correct());
    }

    private static <T> double share(List<T> items, Predicate<T> holds) {
        return items.isEmpty() ? 0 : (double) items.stream().filter(holds).count() / items.size();
    }
}
