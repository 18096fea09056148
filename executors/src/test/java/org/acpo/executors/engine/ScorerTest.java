package org.acpo.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScorerTest {
    private static final int MEGABYTES = 64;
    private static Policy policy;

    @BeforeAll
    static void load() {
        policy = NanoFixture.policy(Dtype.FLOAT32);
    }

    @AfterAll
    static void close() {
        policy.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "right_padded", "left_padded"})
    void logProbsAndEntropiesAreTheReferences(String name) {
        JsonNode expected = NanoFixture.EXPECTED.get("cases").get(name);
        List<int[]> sequences = new ArrayList<>();
        for (int row = 0; row < expected.get("input_ids").size(); row++) {
            sequences.add(unpadded(
                    expected.get("input_ids").get(row),
                    expected.get("attention_mask").get(row)));
        }
        List<Score> scores = new Scorer(policy, 4096, MEGABYTES).sequences(sequences, 1);
        for (int row = 0; row < sequences.size(); row++) {
            JsonNode mask = expected.get("attention_mask").get(row);
            int first = 0;
            while (mask.get(first).asInt() == 0) {
                first++;
            }
            for (int t = 1; t < sequences.get(row).length; t++) {
                double lp = expected.get("lp").get(row).get(first + t).asDouble();
                double entropy = expected.get("ent").get(row).get(first + t).asDouble();
                assertThat((double) scores.get(row).logProbs()[t]).isCloseTo(lp, within(1e-5));
                assertThat((double) scores.get(row).entropies()[t]).isCloseTo(entropy, within(1e-5));
            }
        }
    }

    @Test
    void aSharedPromptGivesWhatSeparateSequencesGive() {
        int[] prompt = {16, 17, 10, 18, 19};
        List<int[]> responses = List.of(new int[] {28, 19, 21, 26}, new int[] {71}, new int[] {64, 77, 82, 86, 68, 81});
        float[] temperatures = {1, 1.2f, 0.7f};
        List<Score> shared = new Scorer(policy, 4096, MEGABYTES)
                .groups(List.of(new ScoreGroup(prompt, responses, temperatures)))
                .get(0);
        for (int i = 0; i < responses.size(); i++) {
            Score alone = new Scorer(policy, 4096, MEGABYTES)
                    .sequences(List.of(joined(prompt, responses.get(i))), temperatures[i])
                    .get(0);
            for (int t = 0; t < responses.get(i).length; t++) {
                assertThat(shared.get(i).logProbs()[t]).isCloseTo(alone.logProbs()[prompt.length + t], within(1e-5f));
                assertThat(shared.get(i).entropies()[t]).isCloseTo(alone.entropies()[prompt.length + t], within(1e-5f));
            }
        }
    }

    /** Several packs in turn, and more workers than there are packs. */
    @ParameterizedTest
    @CsvSource({"30, 1", "30, 3", "4096, 2", "4096, 100"})
    void packsChangeNothingBeyondRounding(int tokensPerPack, int workers) {
        List<int[]> sequences = new ArrayList<>();
        NanoFixture.EXPECTED.get("sequences").forEach(s -> sequences.add(NanoFixture.ints(s)));
        List<Score> whole = new Scorer(policy, 4096, MEGABYTES).sequences(sequences, 1.1f);
        GradientOptions options = new GradientOptions(tokensPerPack, MEGABYTES, workers, false);
        List<Score> cut = new Scorer(policy, options).sequences(sequences, 1.1f);
        for (int i = 0; i < whole.size(); i++) {
            for (int t = 1; t < sequences.get(i).length; t++) {
                assertThat(cut.get(i).logProbs()[t]).isCloseTo(whole.get(i).logProbs()[t], within(1e-5f));
            }
        }
    }

    @Test
    void bfloat16StaysNearFloat32() {
        List<int[]> sequences =
                List.of(NanoFixture.ints(NanoFixture.EXPECTED.get("sequences").get(2)));
        try (Policy narrow = NanoFixture.policy(Dtype.BFLOAT16)) {
            float[] rough = new Scorer(narrow, 4096, MEGABYTES)
                    .sequences(sequences, 1)
                    .get(0)
                    .logProbs();
            float[] exact = new Scorer(policy, 4096, MEGABYTES)
                    .sequences(sequences, 1)
                    .get(0)
                    .logProbs();
            for (int t = 1; t < exact.length; t++) {
                assertThat(rough[t]).isCloseTo(exact[t], within(0.25f));
            }
        }
    }

    private static int[] unpadded(JsonNode ids, JsonNode mask) {
        List<Integer> kept = new ArrayList<>();
        for (int t = 0; t < ids.size(); t++) {
            if (mask.get(t).asInt() == 1) {
                kept.add(ids.get(t).asInt());
            }
        }
        return kept.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int[] joined(int[] a, int[] b) {
        int[] both = new int[a.length + b.length];
        System.arraycopy(a, 0, both, 0, a.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
