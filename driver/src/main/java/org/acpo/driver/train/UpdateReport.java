package org.acpo.driver.train;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.acpo.common.run.MetricNames;
import org.acpo.executors.engine.UpdateStats;

/**
 * What the optimizer steps of one update did.
 *
 * @param minibatches one an optimizer step; none when no group carried a signal and such groups are dropped
 */
record UpdateReport(List<UpdateStats> minibatches, double learningRate, double referenceSeconds, double updateSeconds) {

    /** Optimizer steps that were left out because loss or gradient were not finite. */
    int skipped() {
        return (int) minibatches.stream().filter(stats -> !stats.applied()).count();
    }

    /** How many of the last optimizer steps in a row were left out, given how many before them were. */
    int skippedInRow(int before) {
        int inRow = before;
        for (UpdateStats stats : minibatches) {
            inRow = stats.applied() ? 0 : inRow + 1;
        }
        return inRow;
    }

    private long tokens() {
        return minibatches.stream().mapToLong(UpdateStats::tokens).sum();
    }

    /** Adds its numbers; means over the tokens that were computed, but loss and gradient norm over optimizer steps. */
    void report(Map<String, Object> metrics) {
        if (!minibatches.isEmpty()) {
            metrics.put(MetricNames.LOSS, perStep(UpdateStats::loss));
            metrics.put(MetricNames.KL, mean(UpdateStats::kl));
            metrics.put(MetricNames.CLIP_LOW, mean(UpdateStats::clipFracLow));
            metrics.put(MetricNames.CLIP_HIGH, mean(UpdateStats::clipFracHigh));
            metrics.put(MetricNames.RATIO_MEAN, mean(UpdateStats::ratioMean));
            metrics.put(
                    MetricNames.RATIO_MIN,
                    minibatches.stream()
                            .mapToDouble(UpdateStats::ratioMin)
                            .min()
                            .orElse(1));
            metrics.put(
                    MetricNames.RATIO_MAX,
                    minibatches.stream()
                            .mapToDouble(UpdateStats::ratioMax)
                            .max()
                            .orElse(1));
            metrics.put(MetricNames.GRAD_NORM, perStep(UpdateStats::gradNorm));
            metrics.put(MetricNames.LEARNING_RATE, learningRate);
        }
        metrics.put(MetricNames.SKIPPED, skipped());
        metrics.put(MetricNames.TIME_REFERENCE, referenceSeconds);
        metrics.put(MetricNames.TIME_UPDATE, updateSeconds);
        metrics.put(MetricNames.UPDATE_TOKENS_PER_S, tokens() / updateSeconds);
    }

    private double perStep(ToDoubleFunction<UpdateStats> value) {
        return minibatches.stream().mapToDouble(value).average().orElse(0);
    }

    private double mean(ToDoubleFunction<UpdateStats> value) {
        double sum = 0;
        for (UpdateStats stats : minibatches) {
            sum += stats.tokens() * value.applyAsDouble(stats);
        }
        return sum / tokens();
    }
}
