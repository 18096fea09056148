package org.acpo.common.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.acpo.common.problem.Problem;
import org.acpo.common.verify.Verdict.Reason;
import org.acpo.common.verify.VerifierConfig.Kind;
import org.junit.jupiter.api.Test;

class RewardShapingTest {
    private static final Problem PROBLEM = Problem.of("p", "?", "42");

    private static Verifier verifier(double format, int buffer, boolean truncatedIsWrong) {
        return Verifiers.of(VerifierConfigs.shaped(Kind.MATH, format, buffer, truncatedIsWrong), 100);
    }

    @Test
    void withoutShapingRewardIsOneOrZero() {
        Verifier plain = verifier(0, 0, false);
        assertThat(plain.verify(PROBLEM, "Answer: 42", 100, true).reward()).isEqualTo(1);
        assertThat(plain.verify(PROBLEM, "Answer: 41", 1, false).reward()).isZero();
    }

    @Test
    void aMarkedAnswerEarnsTheFormatReward() {
        Verifier verifier = verifier(0.25, 0, false);
        assertThat(verifier.verify(PROBLEM, "Answer: 42", 1, false).reward()).isEqualTo(1.25);
        assertThat(verifier.verify(PROBLEM, "Answer: 41", 1, false).reward()).isEqualTo(0.25);
        assertThat(verifier.verify(PROBLEM, "it is 42", 1, false).reward()).isEqualTo(1);
        assertThat(verifier.verify(PROBLEM, "none", 1, false).reward()).isZero();
    }

    @Test
    void lengthBeyondTheBufferCostsUpToOne() {
        // Limit 100, buffer 20: nothing up to 80 tokens, (80 - 85) / 20 = -0.25 at 85, -1 at 100.
        Verifier verifier = verifier(0, 20, false);
        assertThat(verifier.verify(PROBLEM, "Answer: 42", 80, false).reward()).isEqualTo(1);
        assertThat(verifier.verify(PROBLEM, "Answer: 42", 85, false).reward()).isCloseTo(0.75, within(1e-12));
        Verdict longest = verifier.verify(PROBLEM, "Answer: 42", 100, true);
        assertThat(longest.reward()).isZero();
        assertThat(longest.correct()).isTrue();
    }

    @Test
    void truncatedResponsesMayCountAsWrong() {
        Verdict verdict = verifier(0, 0, true).verify(PROBLEM, "Answer: 42", 100, true);
        assertThat(verdict).isEqualTo(new Verdict(0, false, "42", 0, Reason.TRUNCATED));
        assertThat(verifier(0, 0, true).verify(PROBLEM, "Answer: 42", 99, false).correct())
                .isTrue();
    }

    @Test
    void problemsThatDeclareCountdownAreEvaluated() {
        Problem countdown = Problem.of("c", "?", "3 * 5 + 7").judgedBy("countdown");
        assertThat(verifier(0, 0, false)
                        .verify(countdown, "Answer: 7 + 5 * 3", 1, false)
                        .correct())
                .isTrue();
        assertThat(verifier(0, 0, false)
                        .verify(countdown, "Answer: 22", 1, false)
                        .correct())
                .isFalse();
        Verifier always = Verifiers.of(VerifierConfigs.shaped(Kind.COUNTDOWN, 0, 0, false), 100);
        Problem own = Problem.of("c", "?", "3 * 5 + 7");
        assertThat(always.verify(own, "Answer: 22", 1, false).correct()).isFalse();
    }

    @Test
    void shapedVerifiersTravelToExecutors() throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(verifier(0.5, 10, true));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Verifier copy = (Verifier) in.readObject();
            assertThat(copy.verify(PROBLEM, "Answer: 42", 1, false).reward()).isEqualTo(1.5);
        }
    }
}
