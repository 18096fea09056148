package org.acpo.common.segment;

/**
 * Steps begin where the policy was uncertain (method.md section 2). In this order:
 *
 * <ol>
 *   <li>candidates: tokens t ≥ 1 with H_t ≥ max(floor, quantile_q of the response's entropies) that are the maximum of
 *       [t − w, t + w]; of equal maxima within a window the earliest;
 *   <li>clean cuts: each candidate's boundary moves back to the nearest clean cut at or before it. Candidates that meet on
 *       one cut are one boundary, as strong as the strongest of them; one that gets back to 0 is no boundary;
 *   <li>{@code min_length}: a step that is too short merges into its predecessor;
 *   <li>{@code max_segments}: the strongest boundaries stay, and dropping others only lengthens steps.
 * </ol>
 */
record EntropySegmenter(SegmentationConfig config) implements Segmenter {

    @Override
    public int[] segmentEnds(SegmentInput response) {
        float[] entropies = response.entropies();
        double threshold = threshold(entropies);
        CleanCuts cuts = CleanCuts.of(config, response);
        Boundaries boundaries = new Boundaries(entropies.length);
        for (int t = 1; t < entropies.length; t++) {
            if (entropies[t] >= threshold && isPeak(entropies, t)) {
                boundaries.add(cuts.atOrBefore(t), entropies[t]);
            }
        }
        return boundaries
                .mergeShorterThan(config.minLength())
                .keepStrongest(config.maxSegments())
                .ends();
    }

    private double threshold(float[] entropies) {
        return entropies.length == 0
                ? config.floor()
                : Math.max(config.floor(), Quantile.of(entropies, config.quantile()));
    }

    /** Non-maximum suppression: above everything before it in the window, not below anything after it. */
    private boolean isPeak(float[] entropies, int t) {
        int first = Math.max(0, t - config.window());
        int last = (int) Math.min(entropies.length - 1L, (long) t + config.window());
        for (int s = first; s <= last; s++) {
            if (s < t ? entropies[s] >= entropies[t] : entropies[s] > entropies[t]) {
                return false;
            }
        }
        return true;
    }
}
