package org.acpo.common.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.acpo.common.problem.StepJudge.Judgement;
import org.acpo.common.problem.StepTruth;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.RankingAlgorithm;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/**
 * How well the credit of a batch of responses meets the truth about their steps, {@link StepTruth#segment}; what follows the
 * first error counts for nothing. Not thread-safe.
 */
public final class CreditScore {
    /** Places of the classes in {@link #counts}. */
    private static final int HARMFUL = 0;

    private static final int HELPFUL = 2;

    /** From 1, ties sharing their mean. */
    private static final RankingAlgorithm RANKING = new NaturalRanking(TiesStrategy.AVERAGE);

    private final List<Double> rightDeltas = new ArrayList<>();
    private final List<Double> wrongDeltas = new ArrayList<>();
    /** Number of segments by what they are and by class, −1 to 1. */
    private final Map<Judgement, int[]> counts = new EnumMap<>(Judgement.class);

    private int boundaries;
    private int trueBoundaries;
    private int met;

    /**
     * Adds a response of K segments.
     *
     * @param pieces text of each token
     * @param segmentEnds K exclusive ends in tokens
     * @param deltas K values Δ_k, or none when nothing was attributed; then only boundaries are scored
     * @param classes K classes, 1 helpful, 0 neutral, −1 harmful
     */
    public void add(StepTruth truth, List<String> pieces, int[] segmentEnds, double[] deltas, int[] classes) {
        int[] ends = StepTruth.characterEnds(pieces, segmentEnds);
        boundaries(truth, ends);
        for (int k = 0; k < deltas.length; k++) {
            int start = k == 0 ? 0 : ends[k - 1];
            Optional<Judgement> judgement = truth.segment(start, ends[k]);
            if (judgement.isPresent()) {
                boolean wrong = judgement.get() == Judgement.WRONG;
                (wrong ? wrongDeltas : rightDeltas).add(deltas[k]);
                counts.computeIfAbsent(judgement.get(), j -> new int[3])[1 + classes[k]]++;
            }
        }
    }

    private void boundaries(StepTruth truth, int[] ends) {
        List<Integer> starts = truth.lineStarts();
        for (int k = 0; k < ends.length - 1; k++) {
            int end = ends[k];
            boundaries++;
            met += starts.contains(end) ? 1 : 0;
        }
        trueBoundaries += Math.max(0, starts.size() - 1);
    }

    /**
     * Area under the curve of Δ_k for telling right segments from the one with the first error: the chance that a right one
     * has the higher Δ, ties counting half. NaN without both kinds.
     */
    public double firstErrorAuc() {
        int right = rightDeltas.size();
        int wrong = wrongDeltas.size();
        if (right == 0 || wrong == 0) {
            return Double.NaN;
        }
        double[] ranks = RANKING.rank(Stream.of(rightDeltas, wrongDeltas)
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .toArray());
        double wins = Arrays.stream(ranks, 0, right).sum() - right * (right + 1.0) / 2;
        return wins / ((double) wrong * right);
    }

    /** Share of right ones among the helpful segments that are right or wrong; NaN without any. */
    public double helpfulPrecision() {
        return precision(HELPFUL, EnumSet.complementOf(EnumSet.of(Judgement.WRONG)));
    }

    /** Share of wrong ones among the harmful segments that are right or wrong; NaN without any. */
    public double harmfulPrecision() {
        return precision(HARMFUL, EnumSet.of(Judgement.WRONG));
    }

    /** Share of helpful ones among the right segments that hold something of a needed line; NaN without any. */
    public double neededHelpful() {
        return helpfulAmong(Judgement.NEEDED);
    }

    /** Share of helpful ones among the right segments that hold nothing but unnecessary lines; NaN without any. */
    public double unnecessaryHelpful() {
        return helpfulAmong(Judgement.UNNECESSARY);
    }

    /** Share of the segments' inner boundaries at which a line begins; NaN without any. */
    public double boundaryPrecision() {
        return ratio(met, boundaries);
    }

    /** Share of the lines' inner boundaries at which a segment begins; NaN without any. */
    public double boundaryRecall() {
        return ratio(met, trueBoundaries);
    }

    /** All of the above under the names of the study's table, in its order. */
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("credit/first_error_auc", firstErrorAuc());
        metrics.put("credit/helpful_precision", helpfulPrecision());
        metrics.put("credit/harmful_precision", harmfulPrecision());
        metrics.put("credit/needed_helpful", neededHelpful());
        metrics.put("credit/unnecessary_helpful", unnecessaryHelpful());
        metrics.put("credit/boundary_precision", boundaryPrecision());
        metrics.put("credit/boundary_recall", boundaryRecall());
        return metrics;
    }

    private double precision(int stepClass, Set<Judgement> wanted) {
        int all = 0;
        int met = 0;
        for (Map.Entry<Judgement, int[]> entry : counts.entrySet()) {
            all += entry.getValue()[stepClass];
            met += wanted.contains(entry.getKey()) ? entry.getValue()[stepClass] : 0;
        }
        return ratio(met, all);
    }

    private double helpfulAmong(Judgement judgement) {
        int[] classes = counts.getOrDefault(judgement, new int[3]);
        return ratio(classes[HELPFUL], Arrays.stream(classes).sum());
    }

    private static double ratio(int part, int whole) {
        return whole == 0 ? Double.NaN : (double) part / whole;
    }
}
