package org.acpo.common.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.common.config.ConfigException;
import org.acpo.common.problem.Problem;
import org.acpo.common.verify.Verdict.Reason;
import org.acpo.common.verify.VerifierConfig.Kind;
import org.junit.jupiter.api.Test;

class VerifiersTest {
    /** A user's verifier: one point per exclamation mark, whatever the answer. */
    public static final class Enthusiasm implements Verifier {
        private static final long serialVersionUID = 1L;

        @Override
        public Verdict verify(Problem problem, String response, int responseTokens, boolean truncated) {
            long marks = response.chars().filter(c -> c == '!').count();
            return new Verdict(marks, marks > 0, null, -1, marks > 0 ? Reason.CORRECT : Reason.WRONG);
        }
    }

    private static final String ENTHUSIASM = Enthusiasm.class.getName();

    private static Problem problem(String id, String answer) {
        return Problem.of(id, "?", answer);
    }

    @Test
    void aUsersClassVerifies() {
        Verifier verifier = Verifiers.of(VerifierConfigs.of(Kind.CUSTOM, ENTHUSIASM, Map.of()), 100);
        assertThat(verifier.verify(problem("p", "42"), "yes!!", 1, false).reward())
                .isEqualTo(2);
    }

    @Test
    void classesThatCannotServeAreNamed() {
        assertThatThrownBy(() -> Verifiers.of(VerifierConfigs.of(Kind.CUSTOM, "com.example.None", Map.of()), 100))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("com.example.None, but no such class");
        assertThatThrownBy(() -> Verifiers.of(VerifierConfigs.of(Kind.CUSTOM, "java.lang.Object", Map.of()), 100))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("does not implement org.acpo.common.verify.Verifier");
        assertThatThrownBy(() ->
                        Verifiers.of(VerifierConfigs.of(Kind.CUSTOM, MathVerifier.class.getName(), Map.of()), 100))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("constructor without parameters");
    }

    @Test
    void aSumAddsWeightedRewardsAndItsFirstPartDecidesTheRest() {
        Map<String, Double> weights = new LinkedHashMap<>();
        weights.put("math", 1.0);
        weights.put(ENTHUSIASM, 0.25);
        Verifier verifier = Verifiers.of(VerifierConfigs.of(Kind.SUM, null, weights), 100);
        assertThat(verifier.verify(problem("p", "42"), "Answer: 42\n!!", 1, false))
                .isEqualTo(new Verdict(1.5, true, "42", 0, Reason.CORRECT));
        assertThat(verifier.verify(problem("p", "42"), "Answer: 41\n!", 1, false))
                .isEqualTo(new Verdict(0.25, false, "41", 0, Reason.WRONG));
    }

    @Test
    void sectionsThatMakeNoVerifierAreRefused() {
        assertThatThrownBy(() -> VerifierConfigs.of(Kind.CUSTOM, " ", Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("verifier.class_name");
        assertThatThrownBy(() -> VerifierConfigs.of(Kind.SUM, null, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("verifier.weights");
        assertThatThrownBy(() -> VerifierConfigs.of(Kind.SUM, null, Map.of("math", Double.NaN)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("verifier.weights.math is NaN");
        assertThatThrownBy(() -> Verifiers.of(VerifierConfigs.of(Kind.SUM, null, Map.of("sum", 1.0)), 100))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'sum'");
    }

    @Test
    void goldAnswersThatCannotBeVerifiedFailWithTheirIds() {
        Verifier verifier = Verifiers.of(VerifierConfigs.of(Kind.MATH, null, Map.of()), 100);
        List<Problem> fine = List.of(problem("a", "42"), problem("b", "\\boxed{\\frac{1}{2}}"));
        assertThatCode(() -> Verifiers.checkGold(verifier, fine)).doesNotThrowAnyException();
        List<Problem> broken = List.of(problem("a", "42"), problem("row-7", "\\frac{1}{2"), problem("row-9", "$$"));
        assertThatThrownBy(() -> Verifiers.checkGold(verifier, broken))
                .isInstanceOf(UserException.class)
                .hasMessage("problem 'row-7': the answer '\\frac{1}{2' has braces that do not match; correct it or"
                        + " remove the problem (and 1 more, such as 'row-9')");
        Verifier countdown = Verifiers.of(VerifierConfigs.of(Kind.COUNTDOWN, null, Map.of()), 100);
        assertThatThrownBy(() -> Verifiers.checkGold(countdown, List.of(problem("c", "x + 1"))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("problem 'c'");
        assertThat(verifier.verify(broken.get(1), "Answer: \\frac{1}{2", 1, false))
                .isEqualTo(Verdict.none(Reason.GOLD_UNPARSABLE));
    }

    @Test
    void aProblemMayNameItsVerifierButNoneThatIsUnknown() {
        Verifier verifier = Verifiers.of(VerifierConfigs.of(Kind.MATH, null, Map.of()), 100);
        assertThat(verifier.verify(problem("p", "42").judgedBy("math"), "Answer: 42", 1, false))
                .isEqualTo(new Verdict(1, true, "42", 0, Reason.CORRECT));
        assertThatThrownBy(() -> Verifiers.checkGold(
                        verifier, List.of(problem("q", "x + 1").judgedBy("countdown"))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("problem 'q'");
        Problem unknown = problem("r", "42").judgedBy("judge");
        assertThatThrownBy(() -> Verifiers.checkGold(verifier, List.of(unknown)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("is for the verifier 'judge', but a problem can name math or countdown");
        assertThat(verifier.verify(unknown, "Answer: 42", 1, false)).isEqualTo(Verdict.none(Reason.GOLD_UNPARSABLE));
    }

    @Test
    void thoughtsThatNeverEndAreReadOnlyWhereTheKeySaysSo() {
        String thought = "<think>17 + 25 makes \\boxed{42}";
        for (boolean open : List.of(false, true)) {
            VerifierConfig config = new VerifierConfig(
                    Kind.MATH, null, Map.of(), true, open, 0.5, 0, false, 2_000, VerifierConfigs.CODE);
            Verdict verdict = Verifiers.of(config, 100).verify(problem("p", "42"), thought, 1, false);
            assertThat(verdict.correct()).isEqualTo(open);
            assertThat(verdict.reward()).isEqualTo(open ? 1.5 : 0);
            assertThat(verdict.reason()).isEqualTo(open ? Reason.CORRECT : Reason.NO_ANSWER);
            Problem countdown = problem("c", "3 * 5 + 7").judgedBy("countdown");
            assertThat(Verifiers.of(config, 100)
                            .verify(countdown, "<think>Answer: 7 + 5 * 3", 1, false)
                            .correct())
                    .isEqualTo(open);
        }
    }
}
