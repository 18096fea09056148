package org.acpo.executors.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Tokens of many sequences side by side without padding, and which of them see which. A batch is built of segments: runs
 * of tokens that see some earlier ranges of the batch and, causally, themselves. So a group's prompt stands once and all
 * its responses see it, and a probe sees a response up to where it is attached.
 *
 * @param tokens N token ids
 * @param positions N positions for the rotary embedding
 * @param blocks attention work; every token is a query of exactly one block
 * @param unpack for each token its row among the queries of all blocks, one block after another
 */
public record PackedBatch(long[] tokens, long[] positions, List<Block> blocks, long[] unpack) {
    /** Padded attention work may exceed the real one by half, plus this many query-key pairs. */
    private static final long FREE_PAIRS = 4096;

    /**
     * Segments of similar size that attend together, padded to the longest.
     *
     * @param queries {@code rows · Lq} token rows
     * @param keys {@code rows · Lk} token rows, a segment's seen ranges first, then its own tokens
     * @param prefixes how many keys of each row precede its own tokens; empty when none has any
     */
    public record Block(int rows, long[] queries, long[] keys, long[] prefixes) {}

    /** Rows [start, end) of the batch. */
    public record Range(int start, int end) {
        int length() {
            return end - start;
        }
    }

    /** Number of tokens. */
    public int size() {
        return tokens.length;
    }

    /** Adds segments one by one. */
    public static final class Builder {
        private final List<Segment> segments = new ArrayList<>();
        private int size;

        private record Segment(int[] tokens, int position, Range own, List<Range> seen, int seenLength) {
            long pairs() {
                return (long) own.length() * keys();
            }

            int keys() {
                return seenLength + own.length();
            }
        }

        /**
         * Adds tokens that see {@code seen}, in that order, and themselves causally.
         *
         * @param position position of the first token
         * @return the rows they occupy
         */
        public Range add(int[] tokens, int position, List<Range> seen) {
            Range own = new Range(size, size + tokens.length);
            if (tokens.length > 0) {
                int seenLength = seen.stream().mapToInt(Range::length).sum();
                segments.add(new Segment(tokens, position, own, List.copyOf(seen), seenLength));
                size += tokens.length;
            }
            return own;
        }

        /** Adds a sequence that stands for itself. */
        public Range add(int[] tokens) {
            return add(tokens, 0, List.of());
        }

        /** Number of tokens so far. */
        public int size() {
            return size;
        }

        /** The batch; it must not be empty. */
        public PackedBatch build() {
            long[] tokens = new long[size];
            long[] positions = new long[size];
            for (Segment segment : segments) {
                for (int i = 0; i < segment.tokens.length; i++) {
                    tokens[segment.own.start + i] = segment.tokens[i];
                    positions[segment.own.start + i] = (long) segment.position + i;
                }
            }
            long[] unpack = new long[size];
            return new PackedBatch(tokens, positions, blocks(unpack), unpack);
        }

        private List<Block> blocks(long[] unpack) {
            List<Segment> sorted = new ArrayList<>(segments);
            sorted.sort(Comparator.comparingInt((Segment s) -> Math.min(s.seenLength, 1))
                    .thenComparingInt(s -> s.own.length())
                    .thenComparingInt(Segment::keys)
                    .reversed());
            List<Block> blocks = new ArrayList<>();
            int row = 0;
            for (int from = 0; from < sorted.size(); ) {
                int to = blockEnd(sorted, from);
                Block block = block(sorted.subList(from, to), row, unpack);
                blocks.add(block);
                row += block.queries.length;
                from = to;
            }
            return blocks;
        }

        private static int blockEnd(List<Segment> sorted, int from) {
            Segment first = sorted.get(from);
            long pairs = 0;
            int keys = 0;
            for (int to = from; to < sorted.size(); to++) {
                Segment next = sorted.get(to);
                pairs += next.pairs();
                keys = Math.max(keys, next.keys());
                long padded = (long) (to - from + 1) * first.own.length() * keys;
                boolean mixed = (next.seenLength == 0) != (first.seenLength == 0);
                if (mixed || padded > pairs + pairs / 2 + FREE_PAIRS) {
                    return to;
                }
            }
            return sorted.size();
        }

        private static Block block(List<Segment> segments, int firstRow, long[] unpack) {
            int rows = segments.size();
            int lq = segments.get(0).own.length();
            int lk = segments.stream().mapToInt(Segment::keys).max().orElseThrow();
            boolean seen = segments.get(0).seenLength > 0;
            Block block = new Block(rows, new long[rows * lq], new long[rows * lk], new long[seen ? rows : 0]);
            for (int b = 0; b < rows; b++) {
                Segment segment = segments.get(b);
                int key = b * lk;
                for (Range range : segment.seen) {
                    key = fill(block.keys, key, range);
                }
                fill(block.keys, key, segment.own);
                fill(block.queries, b * lq, segment.own);
                for (int i = 0; i < segment.own.length(); i++) {
                    unpack[segment.own.start + i] = firstRow + (long) b * lq + i;
                }
                if (seen) {
                    block.prefixes[b] = segment.seenLength;
                }
            }
            return block;
        }

        private static int fill(long[] rows, int at, Range range) {
            for (int row = range.start; row < range.end; row++) {
                rows[at++] = row;
            }
            return at;
        }
    }
}
