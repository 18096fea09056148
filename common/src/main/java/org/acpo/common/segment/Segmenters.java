package org.acpo.common.segment;

/** The segmenter that a configuration asks for. */
public final class Segmenters {
    private Segmenters() {}

    /**
     * The configured segmenter: {@code entropy} is ACPO's (method.md section 2), {@code delimiter}, {@code fixed} and
     * {@code whole} are for ablation. Every one keeps to {@code max_segments}; entropy and delimiter also to
     * {@code min_length}.
     */
    public static Segmenter of(SegmentationConfig config) {
        return switch (config.kind()) {
            case ENTROPY -> new EntropySegmenter(config);
            case DELIMITER -> new DelimiterSegmenter(config);
            case FIXED -> new FixedSegmenter(config.fixedLength(), config.maxSegments());
            case WHOLE -> new FixedSegmenter(Integer.MAX_VALUE, 1);
        };
    }
}
