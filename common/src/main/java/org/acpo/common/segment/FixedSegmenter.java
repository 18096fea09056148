package org.acpo.common.segment;

import java.util.stream.IntStream;

/**
 * Steps of one length, the last one shorter; the length grows where a response would otherwise get more than
 * {@code maxSegments} steps. With {@code maxSegments} = 1 the whole response is one step.
 */
record FixedSegmenter(int length, int maxSegments) implements Segmenter {

    @Override
    public int[] segmentEnds(SegmentInput response) {
        int tokens = response.length();
        int step = Math.max(length, ceilDivide(tokens, maxSegments));
        return IntStream.rangeClosed(1, ceilDivide(tokens, step))
                .map(k -> (int) Math.min(tokens, (long) k * step))
                .toArray();
    }

    private static int ceilDivide(int a, int b) {
        return (int) (((long) a + b - 1) / b);
    }
}
