package org.acpo.executors.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.acpo.executors.engine.PackedBatch.Block;
import org.acpo.executors.engine.PackedBatch.Branch;
import org.acpo.executors.engine.PackedBatch.Range;

/**
 * A run of consecutive tokens of a {@link PackedBatch} that becomes one row of an attention block: its tokens are the row's
 * queries; what they see, and they themselves, are its keys.
 *
 * @param own where the run lies in the batch
 * @param seen what its tokens see besides each other
 * @param branches how the run divides into branches; empty when it is causal throughout
 */
record TokenRun(int[] tokens, int[] positions, Range own, List<Range> seen, List<Branch> branches) {
    /** A block may compute half as many query-key pairs again as its runs need, and this many more. */
    private static final long FREE_PAIRS = 4096;

    int length() {
        return own.length();
    }

    private int seenLength() {
        return seen.stream().mapToInt(Range::length).sum();
    }

    private int keys() {
        return seenLength() + length();
    }

    private long pairs() {
        return (long) length() * keys();
    }

    private boolean isTree() {
        return !branches.isEmpty();
    }

    /** Only runs of one kind share a block: 0 sees nothing but itself, 1 sees something before it, 2 is a tree. */
    private int kind() {
        return isTree() ? 2 : Math.min(seenLength(), 1);
    }

    /** Groups runs of one kind and similar size into blocks, and sets {@link PackedBatch#unpack}. */
    static List<Block> blocks(List<TokenRun> runs, long[] unpack) {
        List<TokenRun> sorted = new ArrayList<>(runs);
        sorted.sort(Comparator.comparingInt(TokenRun::kind)
                .thenComparingInt(TokenRun::length)
                .thenComparingInt(TokenRun::keys)
                .reversed());
        List<Block> blocks = new ArrayList<>();
        int row = 0;
        for (int from = 0; from < sorted.size(); ) {
            int to = blockEnd(sorted, from);
            Block block = block(sorted.subList(from, to), row, unpack);
            blocks.add(block);
            row += block.queries().length;
            from = to;
        }
        return blocks;
    }

    private static int blockEnd(List<TokenRun> sorted, int from) {
        TokenRun first = sorted.get(from);
        long pairs = 0;
        int keys = 0;
        for (int to = from; to < sorted.size(); to++) {
            TokenRun next = sorted.get(to);
            pairs += next.pairs();
            keys = Math.max(keys, next.keys());
            long padded = (long) (to - from + 1) * first.length() * keys;
            if (next.kind() != first.kind() || padded > pairs + pairs / 2 + FREE_PAIRS) {
                return to;
            }
        }
        return sorted.size();
    }

    private static Block block(List<TokenRun> runs, int firstRow, long[] unpack) {
        int rows = runs.size();
        int lq = runs.get(0).length();
        int lk = runs.stream().mapToInt(TokenRun::keys).max().orElseThrow();
        int kind = runs.get(0).kind();
        long[] prefixes = new long[kind == 1 ? rows : 0];
        boolean[] mask = new boolean[kind == 2 ? rows * lq * lk : 0];
        Block block = new Block(rows, new long[rows * lq], new long[rows * lk], prefixes, mask);
        for (int b = 0; b < rows; b++) {
            TokenRun run = runs.get(b);
            int key = b * lk;
            for (Range range : run.seen) {
                key = fill(block.keys(), key, range);
            }
            fill(block.keys(), key, run.own);
            fill(block.queries(), b * lq, run.own);
            for (int i = 0; i < run.length(); i++) {
                unpack[run.own.start() + i] = firstRow + (long) b * lq + i;
            }
            if (kind == 1) {
                prefixes[b] = run.seenLength();
            } else if (kind == 2) {
                run.reveal(mask, b, lq, lk);
            }
        }
        return block;
    }

    private static int fill(long[] rows, int at, Range range) {
        for (int row = range.start(); row < range.end(); row++) {
            rows[at++] = row;
        }
        return at;
    }

    /** Sets row {@code b} of a block's mask. A padding query sees one key, which keeps its result finite. */
    private void reveal(boolean[] mask, int b, int lq, int lk) {
        int[] starts = new int[branches.size()];
        int seen = seenLength();
        int query = 0;
        for (int n = 0; n < starts.length; n++) {
            Branch branch = branches.get(n);
            starts[n] = query;
            for (int i = 0; i < branch.tokens().length; i++, query++) {
                int row = (b * lq + query) * lk;
                Arrays.fill(mask, row, row + branch.shared(), true);
                if (branch.parent() >= 0) {
                    int parent = row + seen + starts[branch.parent()];
                    Arrays.fill(mask, parent, parent + branch.parentTokens(), true);
                }
                Arrays.fill(mask, row + seen + starts[n], row + seen + query + 1, true);
            }
        }
        for (; query < lq; query++) {
            mask[(b * lq + query) * lk] = true;
        }
    }
}
