package org.acpo.executors.engine;

import java.util.ArrayList;
import java.util.List;
import org.acpo.executors.engine.PackedBatch.Branch;
import org.acpo.executors.engine.PackedBatch.Range;

/**
 * Branches that continue R sequences whose keys and values are in a cache. Their tokens lie side by side without padding; only
 * attention pads, to the Q tokens of the sequence that has most.
 *
 * @param tokens N token ids
 * @param positions N positions for the rotary embedding
 * @param sequences R
 * @param queries R · Q tokens by their number in the batch, padded with token 0
 * @param sees 4 · R · Q numbers that say what each query sees, as the program's {@code branches} takes them
 * @param unpack for each token, its place in {@code queries}
 * @param reach how many cached positions the query that sees most of them sees
 * @param rows for each sequence, the tokens of the batch that each of its branches occupies
 */
public record BranchBatch(
        long[] tokens,
        long[] positions,
        int sequences,
        long[] queries,
        long[] sees,
        long[] unpack,
        int reach,
        List<List<Range>> rows) {

    /** @param trees for each sequence its branches, at least one; {@link Branch#shared} counts tokens in the cache */
    public static BranchBatch of(List<List<Branch>> trees) {
        int width = trees.stream().mapToInt(BranchBatch::width).max().orElse(0);
        int size = trees.stream().mapToInt(BranchBatch::width).sum();
        int places = trees.size() * width;
        BranchBatch batch = new BranchBatch(
                new long[size],
                new long[size],
                trees.size(),
                new long[places],
                new long[4 * places],
                new long[size],
                trees.stream()
                        .flatMap(List::stream)
                        .mapToInt(Branch::shared)
                        .max()
                        .orElse(0),
                new ArrayList<>());
        int next = 0;
        for (int r = 0; r < trees.size(); r++) {
            next = batch.place(trees.get(r), r * width, next);
            batch.pad(r * width + width(trees.get(r)), (r + 1) * width, width);
        }
        return batch;
    }

    /** Tokens of a sequence's branches. */
    public static int width(List<Branch> branches) {
        return branches.stream().mapToInt(branch -> branch.tokens().length).sum();
    }

    /** Places a sequence's branches, the first at {@code place}, from row {@code next} on; returns the next row. */
    private int place(List<Branch> branches, int place, int next) {
        List<Range> ranges = new ArrayList<>();
        int places = queries.length;
        int start = next;
        for (Branch branch : branches) {
            int own = next - start;
            int parent = branch.parent() < 0 ? 0 : ranges.get(branch.parent()).start() - start;
            for (int i = 0; i < branch.tokens().length; i++, next++, place++) {
                tokens[next] = branch.tokens()[i];
                positions[next] = branch.position() + i;
                queries[place] = next;
                unpack[next] = place;
                sees[place] = branch.shared();
                sees[places + place] = parent;
                sees[2 * places + place] = parent + branch.parentTokens();
                sees[3 * places + place] = own;
            }
            ranges.add(new Range(start + own, next));
        }
        rows.add(ranges);
        return next;
    }

    /** A padding query sees one cached token, which keeps its result finite. */
    private void pad(int from, int to, int width) {
        for (int place = from; place < to; place++) {
            sees[place] = 1;
            sees[3 * queries.length + place] = width;
        }
    }
}
