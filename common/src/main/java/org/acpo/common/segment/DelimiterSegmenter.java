package org.acpo.common.segment;

import java.util.List;

/**
 * Steps begin after one of the delimiters: with the first token that starts at or after the delimiter's end. Short steps
 * merge as in {@link EntropySegmenter}, and of too many boundaries those stay whose first token has the highest entropy.
 */
record DelimiterSegmenter(SegmentationConfig config) implements Segmenter {

    @Override
    public int[] segmentEnds(SegmentInput response) {
        Boundaries boundaries = new Boundaries(response.length());
        boolean[] starts = starts(response.pieces());
        for (int t = 1; t < starts.length; t++) {
            if (starts[t]) {
                boundaries.add(t, response.entropies()[t]);
            }
        }
        return boundaries
                .mergeShorterThan(config.minLength())
                .keepStrongest(config.maxSegments())
                .ends();
    }

    private boolean[] starts(List<String> pieces) {
        boolean[] delimited = ends(String.join("", pieces));
        boolean[] starts = new boolean[pieces.size()];
        int at = 0;
        for (int t = 0; t + 1 < starts.length; t++) {
            int next = at + pieces.get(t).length();
            for (int end = at + 1; end <= next; end++) {
                starts[t + 1] |= delimited[end];
            }
            at = next;
        }
        return starts;
    }

    /** For each character offset, whether a delimiter ends there. */
    private boolean[] ends(String text) {
        boolean[] ends = new boolean[text.length() + 1];
        for (String delimiter : config.delimiters()) {
            for (int at = text.indexOf(delimiter); at >= 0; at = text.indexOf(delimiter, at + 1)) {
                ends[at + delimiter.length()] = true;
            }
        }
        return ends;
    }
}
