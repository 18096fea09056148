package org.acpo.executors.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tokens of many sequences side by side without padding, and which of them see which. A batch is built of segments: runs
 * of tokens that see some earlier ranges of the batch and, causally, themselves. So a group's prompt is there once and all
 * its responses see it, and a probe sees a response up to where the probe is attached.
 *
 * @param tokens N token ids
 * @param positions N positions for the rotary embedding
 * @param blocks attention work; every token is a query of exactly one block
 * @param unpack for each token its row among the queries of all blocks, one block after another
 */
public record PackedBatch(long[] tokens, long[] positions, List<Block> blocks, long[] unpack) {
    /**
     * Segments of similar size that attend together, padded to the longest.
     *
     * @param queries {@code rows · Lq} token rows
     * @param keys {@code rows · Lk} token rows, a segment's seen ranges first, then its own tokens
     * @param prefixes how many keys of each row precede its own tokens; empty when none has any, or when {@code mask}
     *     says what is seen
     * @param mask {@code rows · Lq · Lk}, whether a query sees a key, for trees of branches; empty for other segments
     */
    public record Block(int rows, long[] queries, long[] keys, long[] prefixes, boolean[] mask) {}

    /**
     * A branch of a tree. Its tokens see the first {@code shared} of the tokens that the tree shares, the first {@code parentTokens}
     * of one earlier branch, and, causally, themselves.
     *
     * @param position position of the first token
     * @param shared how many of the shared tokens its tokens see
     * @param parent index of that earlier branch; −1 for none
     * @param parentTokens how many tokens of that branch its tokens see
     */
    public record Branch(int[] tokens, int position, int shared, int parent, int parentTokens) {}

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
        private final List<TokenRun> segments = new ArrayList<>();
        private int size;

        /**
         * Adds tokens that see {@code seen}, in that order, and themselves causally.
         *
         * @param position position of the first token
         * @return the rows they occupy
         */
        public Range add(int[] tokens, int position, List<Range> seen) {
            return add(
                    tokens, IntStream.range(position, position + tokens.length).toArray(), seen, List.of());
        }

        /** Adds a sequence that sees nothing but itself. */
        public Range add(int[] tokens) {
            return add(tokens, 0, List.of());
        }

        /**
         * Adds branches that see parts of {@code shared} and of each other. They attend together, so that what they share
         * is gathered once.
         *
         * @return the rows that each of them occupies
         */
        public List<Range> addTree(List<Range> shared, List<Branch> branches) {
            int[] tokens =
                    branches.stream().flatMapToInt(b -> Arrays.stream(b.tokens)).toArray();
            int[] positions = branches.stream()
                    .flatMapToInt(b -> IntStream.range(b.position, b.position + b.tokens.length))
                    .toArray();
            int start = add(tokens, positions, shared, branches).start;
            List<Range> rows = new ArrayList<>();
            for (Branch branch : branches) {
                rows.add(new Range(start, start + branch.tokens.length));
                start += branch.tokens.length;
            }
            return rows;
        }

        private Range add(int[] tokens, int[] positions, List<Range> seen, List<Branch> branches) {
            Range own = new Range(size, size + tokens.length);
            if (tokens.length > 0) {
                segments.add(new TokenRun(tokens, positions, own, List.copyOf(seen), List.copyOf(branches)));
                size += tokens.length;
            }
            return own;
        }

        /** Number of tokens so far. */
        public int size() {
            return size;
        }

        /** The batch; it must not be empty. */
        public PackedBatch build() {
            long[] tokens = new long[size];
            long[] positions = new long[size];
            for (TokenRun segment : segments) {
                for (int i = 0; i < segment.length(); i++) {
                    tokens[segment.own().start + i] = segment.tokens()[i];
                    positions[segment.own().start + i] = segment.positions()[i];
                }
            }
            long[] unpack = new long[size];
            return new PackedBatch(tokens, positions, TokenRun.blocks(segments, unpack), unpack);
        }
    }
}
