package org.acpo.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.acpo.executors.engine.PackedBatch.Block;
import org.acpo.executors.engine.PackedBatch.Branch;
import org.acpo.executors.engine.PackedBatch.Range;
import org.junit.jupiter.api.Test;

class PackedBatchTest {

    @Test
    void everyTokenIsFoundBackAmongTheQueries() {
        Random random = new Random(2);
        PackedBatch.Builder builder = new PackedBatch.Builder();
        for (int group = 0; group < 5; group++) {
            Range prompt = builder.add(new int[1 + random.nextInt(300)]);
            for (int i = 0; i < 6; i++) {
                builder.add(new int[random.nextInt(400)], prompt.length(), List.of(prompt));
            }
        }
        PackedBatch batch = builder.build();
        long[] queries = batch.blocks().stream()
                .flatMapToLong(block -> java.util.Arrays.stream(block.queries()))
                .toArray();
        for (int token = 0; token < batch.size(); token++) {
            assertThat(queries[(int) batch.unpack()[token]]).isEqualTo(token);
        }
    }

    /** Lengths 1000 and 10 in one block would be 2 · 1000² pairs for 1000² + 10²: they are kept apart. */
    @Test
    void longAndShortSequencesAreNotPaddedTogether() {
        PackedBatch.Builder builder = new PackedBatch.Builder();
        builder.add(new int[10]);
        builder.add(new int[1000]);
        builder.add(new int[990]);
        assertThat(builder.build().blocks()).extracting(Block::rows).containsExactly(2, 1);
    }

    @Test
    void responsesSeeTheirPromptAndStandAfterIt() {
        PackedBatch.Builder builder = new PackedBatch.Builder();
        Range prompt = builder.add(new int[] {7, 8, 9});
        Range response = builder.add(new int[] {4, 5}, 3, List.of(prompt));
        PackedBatch batch = builder.build();
        assertThat(response).isEqualTo(new Range(3, 5));
        assertThat(batch.tokens()).containsExactly(7, 8, 9, 4, 5);
        assertThat(batch.positions()).containsExactly(0, 1, 2, 3, 4);
        Block seeing = batch.blocks().get(0);
        assertThat(seeing.queries()).containsExactly(3, 4);
        assertThat(seeing.keys()).containsExactly(0, 1, 2, 3, 4);
        assertThat(seeing.prefixes()).containsExactly(3);
    }

    /** Branch 0 sees three shared tokens and itself, branch 1 the same three, the first token of branch 0, and itself. */
    @Test
    void branchesOfATreeSeeWhatTheySay() {
        PackedBatch.Builder builder = new PackedBatch.Builder();
        Range prompt = builder.add(new int[] {7, 8});
        Range response = builder.add(new int[] {4, 5, 6}, 2, List.of(prompt));
        List<Range> rows = builder.addTree(
                List.of(prompt, response),
                List.of(new Branch(new int[] {1, 2}, 3, 3, -1, 0), new Branch(new int[] {9}, 4, 3, 0, 1)));
        PackedBatch batch = builder.build();
        assertThat(rows).containsExactly(new Range(5, 7), new Range(7, 8));
        assertThat(batch.tokens()).containsExactly(7, 8, 4, 5, 6, 1, 2, 9);
        assertThat(batch.positions()).containsExactly(0, 1, 2, 3, 4, 3, 4, 4);
        Block tree = batch.blocks().get(0);
        assertThat(tree.queries()).containsExactly(5, 6, 7);
        assertThat(tree.keys()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(tree.prefixes()).isEmpty();
        boolean x = false;
        boolean o = true;
        assertThat(tree.mask())
                .containsExactly(
                        o, o, o, x, x, o, x, x, //
                        o, o, o, x, x, o, o, x, //
                        o, o, o, x, x, o, x, o);
    }

    /** Budget 10: group 0 is 3 + 4 + 3 = 10; group 1 is 2 + 5, its second response no longer fits and takes the prompt along. */
    @Test
    void packsKeepToTheBudgetAndRepeatAPromptWhenTheyMust() {
        List<List<int[]>> packs =
                TokenRows.pack(new int[] {3, 2}, List.of(new int[] {4, 3}, new int[] {5, 4, 20}), 10, 1);
        assertThat(packs).hasSize(4);
        assertThat(packs.get(0)).containsExactly(new int[] {0, 0, 2});
        assertThat(packs.get(1)).containsExactly(new int[] {1, 0, 1});
        assertThat(packs.get(2)).containsExactly(new int[] {1, 1, 2});
        assertThat(packs.get(3)).containsExactly(new int[] {1, 2, 3});
    }

    /**
     * 9 responses of 400 tokens to a prompt of 200. In packs of 1900 tokens they go 4 + 4 + 1, and the first of two workers has
     * 1800 + 600 tokens. Smaller packs repeat the prompt more often: 3 + 3 + 3 leave it 2800, 2 + 2 + 2 + 2 + 1 leave it 2600.
     */
    @Test
    void theBusiestWorkerHasAsLittleAsItCan() {
        List<int[]> responses = List.of(new int[] {400, 400, 400, 400, 400, 400, 400, 400, 400});
        List<List<int[]>> packs = TokenRows.pack(new int[] {200}, responses, 10_000, 2);
        assertThat(packs).hasSize(3);
        assertThat(packs.get(0)).containsExactly(new int[] {0, 0, 4});
        assertThat(packs.get(1)).containsExactly(new int[] {0, 4, 8});
        assertThat(packs.get(2)).containsExactly(new int[] {0, 8, 9});
    }

    /** 6 groups of 1000 tokens: in packs of 2000 the first of two workers has 4000 and the other 2000, in packs of 1000 both 3000. */
    @Test
    void noWorkerWaitsForAnothersSecondPack() {
        int[] prompts = {500, 500, 500, 500, 500, 500};
        List<int[]> responses = Collections.nCopies(6, new int[] {500});
        assertThat(TokenRows.pack(prompts, responses, 4000, 2)).hasSize(6);
        assertThat(TokenRows.pack(prompts, responses, 6000, 2)).hasSize(2);
    }
}
