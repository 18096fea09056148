package org.acpo.common.segment;

import java.io.Serializable;
import java.util.List;
import org.acpo.common.config.Require;

/** Section {@code segmentation}: how a response is cut into steps (method.md section 2). */
public record SegmentationConfig(
        Kind kind,
        double quantile,
        double floor,
        int window,
        int minLength,
        int maxSegments,
        CleanCuts cleanCuts,
        double cleanProbability,
        List<String> delimiters,
        int fixedLength)
        implements Serializable {

    /** Entropy is ACPO's; the others are for ablation. */
    public enum Kind {
        ENTROPY,
        DELIMITER,
        FIXED,
        WHOLE
    }

    /** Where a boundary may stand: anywhere, at textual cuts, where the policy would begin the probe, or at either. */
    public enum CleanCuts {
        NONE,
        TEXT,
        POLICY,
        EITHER
    }

    public SegmentationConfig {
        Require.between(quantile, 0, 1, "segmentation.quantile");
        Require.notNegative(floor, "segmentation.floor");
        Require.atLeast(window, 0, "segmentation.window");
        Require.atLeast(minLength, 1, "segmentation.min_length");
        Require.atLeast(maxSegments, 1, "segmentation.max_segments");
        Require.between(cleanProbability, 0, 1, "segmentation.clean_probability");
        Require.atLeast(fixedLength, 1, "segmentation.fixed_length");
    }
}
