package org.acpo.common.segment;

import java.util.Collections;
import java.util.List;
import org.acpo.common.segment.SegmentationConfig.CleanCuts;
import org.acpo.common.segment.SegmentationConfig.Kind;

final class SegmentFixtures {
    private SegmentFixtures() {}

    /** A response without probe probabilities; no pieces means that every token reads "x". */
    static SegmentInput response(float[] entropies, List<String> pieces) {
        return new SegmentInput(
                entropies, new float[0], pieces.isEmpty() ? Collections.nCopies(entropies.length, "x") : pieces);
    }

    static SegmentationConfig fixed(int length, int maxSegments) {
        return new SegmentationConfig(Kind.FIXED, 0.8, 0.1, 2, 3, maxSegments, CleanCuts.NONE, 0.05, List.of(), length);
    }

    static SegmentationConfig delimiter(List<String> delimiters, int minLength, int maxSegments) {
        return new SegmentationConfig(
                Kind.DELIMITER, 0.8, 0.1, 2, minLength, maxSegments, CleanCuts.NONE, 0.05, delimiters, 16);
    }

    static SegmentationConfig entropy(
            double quantile, double floor, int window, int minLength, int maxSegments, CleanCuts cleanCuts) {
        return new SegmentationConfig(
                Kind.ENTROPY, quantile, floor, window, minLength, maxSegments, cleanCuts, 0.05, List.of("\n"), 16);
    }
}
