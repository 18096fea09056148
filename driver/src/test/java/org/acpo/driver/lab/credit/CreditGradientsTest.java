package org.acpo.driver.lab.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.rollout.RolloutGroup;
import org.acpo.driver.train.UpdaterTest;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class CreditGradientsTest {
    private static final TrainConfig CONFIG = TrainConfig.load(
            null,
            List.of(
                    "model.path=../executors/src/test/resources/fixtures/nano/model",
                    "advantage.outcome=leave_one_out",
                    "advantage.fall_quantile=0.5"));

    private static List<Map<String, Object>> compare(List<List<RolloutGroup>> batches, int errorStep) {
        try (CreditGradients gradients =
                new CreditGradients(CONFIG, new Configuration(false), Device.cpu(), (group, rollout) -> errorStep)) {
            return gradients.compare(batches, () -> {});
        }
    }

    private static List<List<RolloutGroup>> equalBatches() {
        return List.of(UpdaterTest.groups(), UpdaterTest.groups(), UpdaterTest.groups());
    }

    private static double number(Map<String, Object> row, String name) {
        return ((Number) row.get(name)).doubleValue();
    }

    /** Every batch is the same, and leave-one-out is what the reference is made of: the angle to it is zero. */
    @Test
    void equalBatchesPointTheSameWay() {
        List<Map<String, Object>> rows = compare(equalBatches(), 0);
        assertThat(rows).hasSize(8);
        assertThat(rows.get(0)).containsEntry("credit", "outcome").containsEntry("tokens", "even");
        assertThat(number(rows.get(0), "cosine")).isCloseTo(1, within(1e-6));
        assertThat(rows).allSatisfy(row -> {
            assertThat(number(row, "cosine")).isLessThan(1 + 1e-6);
            assertThat(number(row, "standard_error")).isLessThan(1e-6);
        });
        Map<String, Object> fall = rows.get(2);
        assertThat(fall).containsEntry("credit", "first_fall");
        assertThat(number(fall, "difference")).isNegative();
        assertThat(number(fall, "blamed_frac")).isPositive();
        // random attributions blame one or the other of the two steps, and the error is said to be in the first
        assertThat(number(fall, "blamed_right")).isGreaterThan(0).isLessThan(1);
    }

    /** Where no step is known to be wrong the truth blames as GRPO does, to the last bit. */
    @Test
    void withoutKnownErrorsTheTruthIsTheOutcome() {
        List<Map<String, Object>> unknown = compare(equalBatches(), -1);
        assertThat(unknown.get(6)).containsEntry("credit", "known_errors");
        assertThat(unknown.get(6).get("cosine")).isEqualTo(unknown.get(0).get("cosine"));
        List<Map<String, Object>> known = compare(equalBatches(), 0);
        assertThat(known.get(6).get("cosine")).isNotEqualTo(known.get(0).get("cosine"));
    }

    @Test
    void refusesWhatHasNothingToCompare() {
        int batch = CONFIG.rollout().promptsPerStep();
        CreditGradients.requireEnough(3 * batch, CONFIG);
        assertThatThrownBy(() -> CreditGradients.requireEnough(3 * batch - 1, CONFIG))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("make 2 batches")
                .hasMessageContaining("data.eval.count");
        List<RolloutGroup> equal = new ArrayList<>();
        for (RolloutGroup group : UpdaterTest.groups()) {
            equal.add(new RolloutGroup(
                    group.problem(),
                    group.promptTokens(),
                    List.of(group.rollouts().get(0), group.rollouts().get(2))));
        }
        assertThatThrownBy(() -> compare(List.of(equal, equal, equal), -1))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("earn the same");
    }
}
