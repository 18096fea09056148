package org.acpo.driver.lab.credit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.acpo.common.attribution.AttributionConfig;
import org.acpo.common.attribution.AttributionConfig.Measure;
import org.acpo.common.attribution.AttributionConfig.MonteCarlo;
import org.acpo.common.attribution.AttributionConfig.Target;
import org.acpo.common.segment.SegmentationConfig;
import org.acpo.common.segment.SegmentationConfig.CleanCuts;
import org.acpo.common.segment.SegmentationConfig.Kind;

/** The ways to cut a response into steps and to credit them that {@code acpo credit} compares, by the names of its rows. */
final class CreditVariants {
    /** Continuations of the Monte Carlo rows where the configuration has it off. */
    private static final int SAMPLES = 4;

    private CreditVariants() {}

    /** The kinds of {@code segmentation}, with its other keys. */
    static Map<String, SegmentationConfig> segmentations(SegmentationConfig base) {
        CleanCuts clean = base.cleanCuts() == CleanCuts.NONE ? CleanCuts.EITHER : base.cleanCuts();
        Map<String, SegmentationConfig> all = new LinkedHashMap<>();
        all.put("entropy", segmentation(base, Kind.ENTROPY, clean));
        all.put("entropy, raw", segmentation(base, Kind.ENTROPY, CleanCuts.NONE));
        all.put("delimiter", segmentation(base, Kind.DELIMITER, clean));
        all.put("fixed", segmentation(base, Kind.FIXED, clean));
        return all;
    }

    private static SegmentationConfig segmentation(SegmentationConfig base, Kind kind, CleanCuts cuts) {
        return new SegmentationConfig(
                kind,
                base.quantile(),
                base.floor(),
                base.window(),
                base.minLength(),
                base.maxSegments(),
                cuts,
                base.cleanProbability(),
                base.delimiters(),
                base.fixedLength());
    }

    /** Estimators of {@code attribution} that stand alone, the one that is blended and shrunk first. */
    static Map<String, AttributionConfig> estimators(AttributionConfig base) {
        MonteCarlo off = new MonteCarlo(0, 0, false);
        Map<String, AttributionConfig> all = new LinkedHashMap<>();
        all.put("gold", attribution(base, Target.GOLD, Measure.LOG_PROB, off));
        all.put("own", attribution(base, Target.OWN, Measure.LOG_PROB, off));
        all.put("contrast", attribution(base, Target.CONTRAST, Measure.LOG_PROB, off));
        all.put("gold, prob", attribution(base, Target.GOLD, Measure.PROB, off));
        all.put("gold, entropy", attribution(base, Target.GOLD, Measure.ENTROPY, off));
        all.put("monte carlo", monteCarlo(base));
        return all;
    }

    private static AttributionConfig monteCarlo(AttributionConfig base) {
        MonteCarlo given = base.monteCarlo();
        int samples = given.enabled() ? given.samples() : SAMPLES;
        return valued(base, new MonteCarlo(samples, given.maxBranches(), false));
    }

    /** What every Δ is compared with: continuations from all step ends. */
    static AttributionConfig truth(AttributionConfig base, int samples) {
        return valued(base, new MonteCarlo(samples, Integer.MAX_VALUE, false));
    }

    private static AttributionConfig valued(AttributionConfig base, MonteCarlo monteCarlo) {
        return attribution(base, base.target(), base.measure(), monteCarlo);
    }

    private static AttributionConfig attribution(
            AttributionConfig base, Target target, Measure measure, MonteCarlo monteCarlo) {
        return new AttributionConfig(
                true,
                base.probe(),
                target,
                measure,
                base.stripFinalAnswer(),
                base.maxAnswerTokens(),
                base.reliability(),
                monteCarlo);
    }
}
