package org.acpo.common.segment;

import java.util.Arrays;

/** The places of one response where a step may begin and a probe may stand: method.md section 2, clean cuts. */
final class CleanCuts {
    private final boolean[] clean;

    private CleanCuts(boolean[] clean) {
        this.clean = clean;
    }

    /**
     * Clean by {@code clean_cuts}: {@code none} asks nothing of a cut, {@code text} follows {@link TextCuts},
     * {@code policy} asks that the policy gives the probe's first token at least {@code clean_probability},
     * {@code either} takes a cut that one of the two accepts. Where no probe probabilities were recorded, the text
     * decides in place of the policy.
     */
    static CleanCuts of(SegmentationConfig config, SegmentInput response) {
        boolean recorded = response.probeLogProbs().length > 0;
        return new CleanCuts(
                switch (config.cleanCuts()) {
                    case NONE -> all(response.length());
                    case TEXT -> TextCuts.of(response.pieces());
                    case POLICY -> recorded ? byPolicy(config, response) : TextCuts.of(response.pieces());
                    case EITHER ->
                        recorded
                                ? either(byPolicy(config, response), TextCuts.of(response.pieces()))
                                : TextCuts.of(response.pieces());
                });
    }

    /** The nearest clean cut at or before {@code token}, or 0. */
    int atOrBefore(int token) {
        int cut = token;
        while (cut > 0 && !clean[cut]) {
            cut--;
        }
        return cut;
    }

    private static boolean[] all(int length) {
        boolean[] clean = new boolean[length];
        Arrays.fill(clean, true);
        return clean;
    }

    private static boolean[] byPolicy(SegmentationConfig config, SegmentInput response) {
        double least = Math.log(config.cleanProbability());
        boolean[] clean = new boolean[response.length()];
        for (int t = 0; t < clean.length; t++) {
            clean[t] = response.probeLogProbs()[t] >= least;
        }
        return clean;
    }

    private static boolean[] either(boolean[] a, boolean[] b) {
        boolean[] clean = new boolean[a.length];
        for (int t = 0; t < clean.length; t++) {
            clean[t] = a[t] || b[t];
        }
        return clean;
    }
}
