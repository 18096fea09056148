package org.acpo.common.curriculum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.acpo.common.problem.Problem;
import org.acpo.common.rollout.Attribution.Estimator;
import org.acpo.common.rollout.Attribution.Measure;
import org.acpo.common.rollout.Draw;
import org.acpo.common.rollout.Response;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;
import org.acpo.common.rollout.Step;
import org.acpo.common.verify.Verdict;
import org.junit.jupiter.api.Test;

class DifficultyTest {
    private static final CurriculumConfig.Difficulty CONFIG = new CurriculumConfig.Difficulty(0.75, 0.5);

    /** A group with level-1 rollouts, of which {@code right} are right, and two wrong ones of level 2. */
    private static RolloutGroup group(String id, int right, int wrong) {
        List<Rollout> rollouts = new ArrayList<>();
        for (int i = 0; i < right + wrong + 2; i++) {
            boolean correct = i < right;
            Verdict.Reason reason = correct ? Verdict.Reason.CORRECT : Verdict.Reason.WRONG;
            rollouts.add(new Rollout(
                    new Draw(id, i, 0, i < right + wrong ? 1 : 2, 1f),
                    Response.written(new int[0], new float[0], new float[0], "", false),
                    new Verdict(correct ? 1 : 0, correct, null, -1, reason),
                    Step.attributed(
                            Step.cut(new int[0], new float[0]),
                            Estimator.GOLD_PROBE,
                            Measure.LOG_PROB,
                            new double[0])));
        }
        return new RolloutGroup(new Problem(id, "?", "1", null, null, null, null), new int[0], rollouts);
    }

    /** First 3 of 4 right: 0.75. Then 1 of 4: 0.75·0.75 + 0.25·0.25 = 0.625. Level 2 does not count. */
    @Test
    void passRatesDecay() {
        Difficulty first = Difficulty.unknown().update(List.of(group("a", 3, 1), group("b", 0, 4)), CONFIG);
        assertThat(first.passRates())
                .containsEntry("a", 0.75)
                .containsEntry("b", 0.0)
                .hasSize(2);
        Difficulty second = first.update(List.of(group("a", 1, 3)), CONFIG);
        assertThat(second.passRates()).containsEntry("a", 0.625).containsEntry("b", 0.0);
        assertThat(first.passRates()).containsEntry("a", 0.75);
    }

    /** w = ½. p = 0.75: ½ + ½(4·0.75·0.25 + 0.05) = 0.9; p = 0: ½ + ½·0.05 = 0.525; unseen, ½: ½ + ½·1.05 = 1.025. */
    @Test
    void problemsSolvedHalfOfTheTimeWeighMost() {
        Difficulty state = Difficulty.unknown().update(List.of(group("a", 3, 1), group("b", 0, 4)), CONFIG);
        assertThat(state.weights(List.of("a", "b", "new"), CONFIG))
                .containsExactly(new double[] {0.9, 0.525, 1.025}, offset(1e-12));
        assertThat(state.weights(List.of("a", "b"), new CurriculumConfig.Difficulty(0.5, 0)))
                .containsExactly(1, 1);
    }

    @Test
    void survivesJson() throws Exception {
        Difficulty state = Difficulty.unknown().update(List.of(group("a", 1, 2), group("b", 0, 4)), CONFIG);
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readValue(json.writeValueAsString(state), Difficulty.class))
                .isEqualTo(state);
    }
}
