package org.acpo.executors.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The tokens of many sequences, laid side by side without padding, and which of them see which. A batch is built of runs. A run
 * sees some earlier ranges of the batch and, causally, its own tokens. A group's prompt therefore stands in the batch once, and
 * all its responses see it; a probe sees a response up to the point where it is attached.
 *
 * @param tokens N token ids
 * @param positions N positions for the rotary embedding
 * @param blocks the attention to compute; every token is a query of exactly one block
 * @param unpack for each token, its row among the queries of all blocks, counted through them in order
 */
public record PackedBatch(long[] tokens, long[] positions, List<Block> blocks, long[] unpack) {
    /**
     * Runs of similar size whose attention is computed together, one run a row, padded to the longest. Tokens are named by
     * their number in the batch.
     *
     * @param queries {@code rows · Lq} tokens
     * @param keys {@code rows · Lk} tokens: the ranges that a run sees, then its own tokens
     * @param prefixes for each row, how many keys come before the run's own tokens. Empty when no row has any, and when
     *     {@code mask} says what is seen
     * @param mask {@code rows · Lq · Lk} flags, whether a query sees a key, for trees of branches; empty for all other runs
     */
    public record Block(int rows, long[] queries, long[] keys, long[] prefixes, boolean[] mask) {}

    /**
     * A branch of a tree. Its tokens see the beginning of what the whole tree shares, the beginning of one earlier branch and,
     * causally, each other.
     *
     * @param position of the first token
     * @param shared how many of the shared tokens the branch sees
     * @param parent index of the earlier branch; −1 for none
     * @param parentTokens how many of that branch's tokens it sees
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

    /** Adds runs one by one. */
    public static final class Builder {
        private final List<TokenRun> runs = new ArrayList<>();
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
         * Adds branches that see parts of {@code shared} and of each other. They are one row of a block, so that what they
         * share is gathered once.
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
                runs.add(new TokenRun(tokens, positions, own, List.copyOf(seen), List.copyOf(branches)));
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
            for (TokenRun run : runs) {
                for (int i = 0; i < run.length(); i++) {
                    tokens[run.own().start + i] = run.tokens()[i];
                    positions[run.own().start + i] = run.positions()[i];
                }
            }
            long[] unpack = new long[size];
            return new PackedBatch(tokens, positions, TokenRun.blocks(runs, unpack), unpack);
        }
    }
}
