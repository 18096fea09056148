package org.acpo.driver.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.acpo.common.advantage.CreditedBatch;
import org.acpo.common.advantage.CreditedGroup;
import org.acpo.common.advantage.CreditedRollout;
import org.acpo.common.attribution.Reliability;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.run.MetricNames;
import org.acpo.common.verify.Verdict;
import org.acpo.driver.rollout.SampledStep;

/** What a step's rollouts say, under the names of {@link MetricNames} (the table in deploy/docs/guide.md). */
final class StepMetrics {
    private StepMetrics() {}

    static Map<String, Object> of(SampledStep sampled, CreditedBatch credited) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        List<Rollout> rollouts =
                credited.rollouts().stream().map(CreditedRollout::rollout).toList();
        metrics.put(MetricNames.POLICY_VERSION, rollouts.get(0).draw().policyVersion());
        outcome(metrics, credited.groups(), rollouts);
        responses(metrics, rollouts);
        steps(metrics, credited.rollouts());
        reliability(metrics, credited.reliability());
        metrics.put(
                MetricNames.HARD_FRAC, (double) sampled.hard() / sampled.all().size());
        metrics.put(MetricNames.RESAMPLED, sampled.givenUp().size());
        for (Verdict.Reason reason : Verdict.Reason.values()) {
            long count = rollouts.stream()
                    .filter(r -> r.verdict().reason() == reason)
                    .count();
            String name = reason.name().toLowerCase(Locale.ROOT);
            metrics.put(MetricNames.VERIFIER + name, count);
            metrics.put(MetricNames.VERIFIER_RATE + name, (double) count / rollouts.size());
        }
        times(metrics, sampled);
        return metrics;
    }

    private static void outcome(Map<String, Object> metrics, List<CreditedGroup> groups, List<Rollout> rollouts) {
        double[] rewards =
                rollouts.stream().mapToDouble(r -> r.verdict().reward()).toArray();
        metrics.put(MetricNames.REWARD_MEAN, mean(rewards));
        metrics.put(MetricNames.REWARD_STD, deviation(rewards));
        metrics.put(
                MetricNames.TRAIN_PASS_AT_1, share(rollouts, r -> r.verdict().correct()));
        metrics.put(
                MetricNames.TRAIN_PASS_AT_K,
                share(
                        groups,
                        group -> group.rollouts().stream()
                                .anyMatch(r -> r.rollout().verdict().correct())));
        long flat = groups.stream().filter(group -> !group.hasOutcomeSignal()).count();
        metrics.put(MetricNames.ZERO_VARIANCE, flat);
        metrics.put(MetricNames.ZERO_VARIANCE_FRAC, (double) flat / groups.size());
    }

    private static void responses(Map<String, Object> metrics, List<Rollout> rollouts) {
        double tokens = rollouts.stream().mapToLong(Rollout::length).sum();
        double entropy = 0;
        for (Rollout rollout : rollouts) {
            for (float h : rollout.response().entropies()) {
                entropy += h;
            }
        }
        metrics.put(MetricNames.ENTROPY, entropy / tokens);
        metrics.put(MetricNames.LENGTH_MEAN, tokens / rollouts.size());
        metrics.put(
                MetricNames.LENGTH_MAX,
                rollouts.stream().mapToInt(Rollout::length).max().orElse(0));
        metrics.put(MetricNames.TRUNCATED, share(rollouts, r -> r.response().truncated()));
        metrics.put(MetricNames.ROLLOUTS, rollouts.size());
        metrics.put(MetricNames.MEAN_TEMPERATURE, average(rollouts, Rollout::temperature));
        metrics.put(MetricNames.SEGMENTS_MEAN, average(rollouts, r -> r.steps().size()));
    }

    private static void steps(Map<String, Object> metrics, List<CreditedRollout> rollouts) {
        int[] classes = rollouts.stream()
                .flatMapToInt(credited -> Arrays.stream(credited.stepClasses()))
                .toArray();
        metrics.put(MetricNames.HELPFUL, share(classes, 1));
        metrics.put(MetricNames.NEUTRAL, share(classes, 0));
        metrics.put(MetricNames.HARMFUL, share(classes, -1));
        metrics.put(MetricNames.BLAMED, blamed(rollouts));
        double[] deltas = rollouts.stream()
                .flatMapToDouble(credited -> Arrays.stream(credited.rollout().deltas()))
                .toArray();
        metrics.put(MetricNames.ATTRIBUTION_MEAN, mean(deltas));
        metrics.put(MetricNames.ATTRIBUTION_STD, deviation(deltas));
    }

    private static double blamed(List<CreditedRollout> rollouts) {
        long failed = rollouts.stream().filter(r -> r.outcome() < 0).count();
        long blamed = rollouts.stream().filter(r -> r.blamed() >= 0).count();
        return failed == 0 ? 0 : (double) blamed / failed;
    }

    /** ρ of each bucket; {@code last}, {@code last-1}, …, the farthest of them {@code earlier}. */
    private static void reliability(Map<String, Object> metrics, Reliability reliability) {
        int buckets = reliability.correlations().length;
        for (int b = 0; b < buckets; b++) {
            String name = b == 0 ? "last" : b == buckets - 1 ? "earlier" : "last-" + b;
            metrics.put(MetricNames.RELIABILITY + name, reliability.rho(b));
        }
    }

    private static void times(Map<String, Object> metrics, SampledStep sampled) {
        double generate = sampled.wall(sampled.times().generateSeconds());
        double attribute = sampled.wall(sampled.times().attributeSeconds());
        metrics.put(MetricNames.TIME_GENERATE, generate);
        metrics.put(MetricNames.TIME_VERIFY, sampled.wall(sampled.times().verifySeconds()));
        metrics.put(MetricNames.TIME_ATTRIBUTE, attribute);
        metrics.put(MetricNames.GENERATE_TOKENS_PER_S, sampled.times().responseTokens() / generate);
        metrics.put(MetricNames.ATTRIBUTE_TOKENS_PER_S, sampled.times().probedTokens() / attribute);
        metrics.put(MetricNames.RESPONSE_TOKENS, sampled.times().responseTokens());
        metrics.put(MetricNames.BRANCH_TOKENS, sampled.times().branchTokens());
        metrics.put(MetricNames.EXECUTOR_MEMORY, sampled.times().deviceBytes() / 1e9);
    }

    private static <T> double share(List<T> items, Predicate<T> holds) {
        return (double) items.stream().filter(holds).count() / items.size();
    }

    private static double share(int[] values, int value) {
        return values.length == 0
                ? 0
                : (double) IntStream.of(values).filter(v -> v == value).count() / values.length;
    }

    private static <T> double average(List<T> items, ToDoubleFunction<T> value) {
        return items.stream().mapToDouble(value).average().orElse(0);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    private static double deviation(double[] values) {
        double mean = mean(values);
        return Math.sqrt(Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElse(0));
    }
}
