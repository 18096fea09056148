package org.acpo.driver.sft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private static List<Example> examples(int... lengths) {
        List<Example> examples = new ArrayList<>();
        for (int length : lengths) {
            examples.add(new Example(new int[1], new int[length - 1]));
        }
        return examples;
    }

    private static List<Example> flat(List<List<Example>> batches) {
        return batches.stream().flatMap(List::stream).toList();
    }

    @Test
    void everyExampleIsInOneBatchWithinTheBudget() {
        List<Example> examples = examples(5, 3, 4, 2, 6, 7, 3, 2);
        List<List<Example>> batches = Batches.of(examples, 10, 1, 0);
        assertThat(flat(batches)).containsExactlyInAnyOrderElementsOf(examples);
        assertThat(batches)
                .allSatisfy(batch -> assertThat(
                                batch.stream().mapToInt(Example::tokens).sum())
                        .isLessThanOrEqualTo(10));
    }

    @Test
    void anExampleBeyondTheBudgetGoesAlone() {
        assertThat(Batches.of(examples(12, 12), 10, 1, 0)).hasSize(2);
    }

    @Test
    void theOrderIsAFunctionOfSeedAndEpoch() {
        List<Example> examples = examples(2, 2, 2, 2, 2, 2, 2, 2, 2, 2);
        List<Example> order = flat(Batches.of(examples, 4, 1, 0));
        assertThat(flat(Batches.of(examples, 4, 1, 0))).isEqualTo(order);
        assertThat(flat(Batches.of(examples, 4, 1, 1))).isNotEqualTo(order);
        assertThat(flat(Batches.of(examples, 4, 2, 0))).isNotEqualTo(order);
    }
}
