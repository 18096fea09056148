package org.acpo.common.truth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How well the credit of a batch of responses meets the truth about their steps. A segment is right when it ends before the
 * first error begins, wrong when the first error begins inside it; later ones count for nothing. Not thread-safe.
 */
public final class CreditScore {
    private final List<Double> rightDeltas = new ArrayList<>();
    private final List<Double> wrongDeltas = new ArrayList<>();
    private final int[] helpful = new int[2];
    private final int[] harmful = new int[2];
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
        int[] ends = new int[segmentEnds.length];
        int characters = 0;
        int token = 0;
        for (int k = 0; k < ends.length; k++) {
            for (; token < segmentEnds[k]; token++) {
                characters += pieces.get(token).length();
            }
            ends[k] = characters;
        }
        boundaries(truth, ends);
        for (int k = 0; k < deltas.length; k++) {
            int start = k == 0 ? 0 : ends[k - 1];
            boolean right = truth.firstError() < 0 || ends[k] <= truth.firstError();
            boolean wrong = !right && start <= truth.firstError();
            if (right || wrong) {
                (right ? rightDeltas : wrongDeltas).add(deltas[k]);
                count(classes[k], right);
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

    private void count(int stepClass, boolean right) {
        if (stepClass > 0) {
            helpful[right ? 1 : 0]++;
        } else if (stepClass < 0) {
            harmful[right ? 0 : 1]++;
        }
    }

    /**
     * Area under the curve of Δ_k for telling right segments from the one with the first error: the chance that a right one
     * has the higher Δ, ties counting half. NaN without both kinds.
     */
    public double firstErrorAuc() {
        if (rightDeltas.isEmpty() || wrongDeltas.isEmpty()) {
            return Double.NaN;
        }
        double[] wrong =
                wrongDeltas.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double wins = 0;
        for (double right : rightDeltas) {
            wins += (below(wrong, right, false) + below(wrong, right, true)) / 2.0;
        }
        return wins / ((double) wrong.length * rightDeltas.size());
    }

    /** How many of the sorted values are below, or at or below, {@code value}. */
    private static int below(double[] sorted, double value, boolean orEqual) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value || (orEqual && sorted[middle] == value)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Share of right ones among the helpful segments that are right or wrong; NaN without any. */
    public double helpfulPrecision() {
        return ratio(helpful[1], Arrays.stream(helpful).sum());
    }

    /** Share of wrong ones among the harmful segments that are right or wrong; NaN without any. */
    public double harmfulPrecision() {
        return ratio(harmful[1], Arrays.stream(harmful).sum());
    }

    /** Share of the segments' inner boundaries at which a line begins; NaN without any. */
    public double boundaryPrecision() {
        return ratio(met, boundaries);
    }

    /** Share of the lines' inner boundaries at which a segment begins; NaN without any. */
    public double boundaryRecall() {
        return ratio(met, trueBoundaries);
    }

    private static double ratio(int part, int whole) {
        return whole == 0 ? Double.NaN : (double) part / whole;
    }
}
