package org.acpo.driver.lab.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.acpo.common.problem.Problem;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.rollout.Attribution.Estimator;
import org.acpo.common.rollout.Attribution.Measure;
import org.acpo.common.rollout.Draw;
import org.acpo.common.rollout.Response;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;
import org.acpo.common.rollout.Step;
import org.acpo.common.verify.Verdict;
import org.acpo.driver.inference.Model;
import org.acpo.driver.inference.NanoModel;
import org.acpo.executors.tokenizer.Tokenizer;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/**
 * Two problems with two responses each, a right one and a wrong one; a token is a character. The lines of the first problem
 * begin at 0, 6 and 12, those of the second at 0 and 6:
 *
 * <pre>
 * response                   ends        what the steps are   Δ                  true change
 * 1+1=2 | 2+2=4 | Answer: 4  6, 12, 21   right, right, right  0.5, −0.25, 1      0.25, 0, 0.5
 * 1+1=2 | 2+2=5 | Answer: 5  4, 12, 21   right, wrong, –      0.03125, −0.25, −1 0, −0.5, −0.75
 * 3+4=7 | Answer: 7          15          right                0.5                0.25
 * 3+4=8 | Answer: 8          6, 15       wrong, –             0.5, −0.5          −0.25, 0
 * </pre>
 */
class CreditMeasuresTest {
    private static final TrainConfig CONFIG = NanoModel.config();
    private static final Tokenizer TOKENIZER =
            Model.of(CONFIG.model(), new Configuration(false)).tokenizer();

    private static final List<RolloutGroup> GROUPS = List.of(
            group(
                    "1+1=2\n2+2=4\nAnswer: 4",
                    rollout("1+1=2\n2+2=4\nAnswer: 4", 1, new int[] {6, 12, 21}, 0, 0.5, 0.25, 1.25),
                    rollout("1+1=2\n2+2=5\nAnswer: 5", 0, new int[] {4, 12, 21}, 0, 0.03125, -0.21875, -1.21875)),
            group(
                    "3+4=7\nAnswer: 7",
                    rollout("3+4=7\nAnswer: 7", 1, new int[] {15}, -1, -0.5),
                    rollout("3+4=8\nAnswer: 8", 0, new int[] {6, 15}, -1, -0.5, -1)));

    private static final List<double[]> TRUTH = List.of(
            new double[] {0.25, 0, 0.5}, new double[] {0, -0.5, -0.75}, new double[] {0.25}, new double[] {-0.25, 0});

    private static RolloutGroup group(String solution, Rollout... rollouts) {
        Problem problem = new Problem(solution, "?", "?", null, null, null, solution);
        return new RolloutGroup(problem, new int[] {1}, List.of(rollouts));
    }

    private static Rollout rollout(String text, double reward, int[] ends, double... values) {
        int[] tokens = TOKENIZER.encode(text);
        float[] zeros = new float[tokens.length];
        boolean right = reward == 1;
        return new Rollout(
                new Draw("p", 0, 0, 1, 1f),
                Response.written(tokens, zeros, zeros, text, false),
                new Verdict(reward, right, null, -1, right ? Verdict.Reason.CORRECT : Verdict.Reason.WRONG),
                Step.attributed(Step.cut(ends, zeros), Estimator.GOLD_PROBE, Measure.LOG_PROB, values));
    }

    private static Map<String, Object> row() {
        return new CreditMeasures(CONFIG.advantage(), TOKENIZER).of(GROUPS, TRUTH);
    }

    private static double number(String name) {
        return (double) row().get(name);
    }

    /**
     * Right steps have 0.5, −0.25, 1, 0.03125 and 0.5. Against the wrong one of −0.25 they win four times and tie once;
     * against the wrong one of 0.5 they win once and tie twice.
     */
    @Test
    void areaUnderTheCurveIsTheShareOfPairsInOrder() {
        assertThat(number("first_error_auc")).isCloseTo((4.5 + 2) / (5 * 2), within(1e-12));
    }

    /**
     * 0.03125 is below a tenth of its group's root mean square, 0.63, and so neutral. Helpful: 0.5, 1, 0.5 right and 0.5
     * wrong; harmful: −0.25 right and −0.25 wrong. What follows an error does not count.
     */
    @Test
    void precisionsCountStepsByTheirSign() {
        assertThat(row())
                .contains(entry("steps", 9), entry("helpful_precision", 3 / 4.0), entry("harmful_precision", 1 / 2.0));
    }

    /** Of the inner ends 6, 12; 4, 12; none; 6 all but the 4 meet a line; the lines have 2 + 2 + 1 + 1 inner starts. */
    @Test
    void boundariesMeetLines() {
        assertThat(row()).contains(entry("boundary_precision", 4 / 5.0), entry("boundary_recall", 4 / 6.0));
    }

    /**
     * Ranks of Δ: 7, 3.5, 9, 5, 3.5, 1, 7, 7, 2; of the true changes: 7.5, 5, 9, 5, 2, 1, 7.5, 3, 5. About their mean
     * of 5 the products sum to 42.5, and the squares of either to 57.5. Here steps behind an error count too.
     */
    @Test
    void rankCorrelationIsThatOfTheRanks() {
        assertThat(number("rank_correlation")).isCloseTo(42.5 / 57.5, within(1e-12));
    }

    /**
     * Pearson's correlation of the nine Δ with the outcomes, which are a and −a in both groups: four times a, five times −a.
     * Δ sums to 0.53125, its squares to 3.1259765625, its products with the outcomes' signs to 2.96875.
     */
    @Test
    void reliabilityIsTheCorrelationWithTheOutcome() {
        double products = 2.96875 + 0.53125 / 9;
        double squares = (3.1259765625 - 0.53125 * 0.53125 / 9) * (9 - 1 / 9.0);
        assertThat(number("reliability")).isCloseTo(products / Math.sqrt(squares), within(1e-9));
    }
}
