package org.acpo.common.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.acpo.common.random.CounterRandom;
import org.acpo.common.segment.SegmentationConfig.CleanCuts;
import org.acpo.common.segment.SegmentationConfig.Kind;
import org.junit.jupiter.api.Test;

class SegmentersTest {
    private static final List<String> ALPHABET = List.of("a", " b", ".", "\n", "; ", "7", "", "é\n\n", " = ");

    /** Partition, K ≤ max and length ≥ min (or one step) over 3,000 random responses and configurations. */
    @Test
    void partitionsExactlyWithinTheBounds() {
        for (int trial = 0; trial < 3_000; trial++) {
            CounterRandom random = CounterRandom.stream(11, "segments", trial);
            SegmentationConfig config = randomConfig(random);
            SegmentInput response = randomResponse(random);
            int[] ends = Segmenters.of(config).segmentEnds(response);
            assertPartition(config, response.length(), ends);
        }
    }

    @Test
    void fixedLengthsGrowToKeepToTheMaximum() {
        SegmentInput ten = SegmentFixtures.response(new float[10], List.of());
        assertThat(Segmenters.of(SegmentFixtures.fixed(4, 8)).segmentEnds(ten)).containsExactly(4, 8, 10);
        // at most 2 steps of 10 tokens: 5 each
        assertThat(Segmenters.of(SegmentFixtures.fixed(4, 2)).segmentEnds(ten)).containsExactly(5, 10);
    }

    @Test
    void wholeIsOneStep() {
        SegmentationConfig whole =
                new SegmentationConfig(Kind.WHOLE, 0.8, 0.1, 2, 3, 8, CleanCuts.NONE, 0.05, List.of(), 16);
        assertThat(Segmenters.of(whole).segmentEnds(SegmentFixtures.response(new float[100], List.of())))
                .containsExactly(100);
        assertThat(Segmenters.of(whole).segmentEnds(SegmentFixtures.response(new float[0], List.of())))
                .isEmpty();
    }

    /** The delimiter "\n\n" spans two tokens; the step begins with the token after it. */
    @Test
    void delimitersMaySpanTokens() {
        List<String> pieces = List.of("a", "\n", "\n", "b", "c\n\n", "d", "e");
        SegmentInput response = SegmentFixtures.response(new float[7], pieces);
        assertThat(Segmenters.of(SegmentFixtures.delimiter(List.of("\n\n"), 1, 8))
                        .segmentEnds(response))
                .containsExactly(3, 5, 7);
    }

    @Test
    void ofTooManyDelimitersTheMostUncertainStepsStay() {
        List<String> pieces = List.of("a\n", "b\n", "c\n", "d");
        SegmentInput response = SegmentFixtures.response(new float[] {9, 1, 3, 2}, pieces);
        assertThat(Segmenters.of(SegmentFixtures.delimiter(List.of("\n"), 1, 3)).segmentEnds(response))
                .containsExactly(2, 3, 4);
    }

    private static void assertPartition(SegmentationConfig config, int length, int[] ends) {
        if (length == 0) {
            assertThat(ends).isEmpty();
            return;
        }
        assertThat(ends).isSorted().doesNotHaveDuplicates();
        assertThat(ends[0]).isPositive();
        assertThat(ends[ends.length - 1]).isEqualTo(length);
        assertThat(ends.length).isBetween(1, config.maxSegments());
        if (config.kind() == Kind.ENTROPY || config.kind() == Kind.DELIMITER) {
            int shortest = IntStream.range(0, ends.length)
                    .map(k -> ends[k] - (k == 0 ? 0 : ends[k - 1]))
                    .min()
                    .orElseThrow();
            assertThat(shortest).isGreaterThanOrEqualTo(Math.min(config.minLength(), length));
        }
    }

    private static SegmentationConfig randomConfig(CounterRandom random) {
        return new SegmentationConfig(
                Kind.values()[random.nextInt(4)],
                random.nextDouble(),
                random.nextDouble(),
                random.nextInt(5),
                random.nextInt(1, 6),
                random.nextInt(1, 9),
                CleanCuts.values()[random.nextInt(4)],
                random.nextDouble(),
                List.of("\n", ". "),
                random.nextInt(1, 20));
    }

    private static SegmentInput randomResponse(CounterRandom random) {
        int length = random.nextInt(60);
        float[] entropies = new float[length];
        float[] probe = new float[random.nextInt(2) * length];
        for (int t = 0; t < length; t++) {
            // few levels, so that ties are common
            entropies[t] = random.nextInt(6) * 0.5f;
        }
        for (int t = 0; t < probe.length; t++) {
            probe[t] = (float) Math.log(random.nextDouble());
        }
        List<String> pieces = IntStream.range(0, length)
                .mapToObj(t -> random.choose(ALPHABET))
                .toList();
        return new SegmentInput(entropies, probe, length == 0 ? Collections.emptyList() : pieces);
    }
}
