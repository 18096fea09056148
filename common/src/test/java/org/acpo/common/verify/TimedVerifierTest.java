package org.acpo.common.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.acpo.common.UserException;
import org.acpo.common.problem.Problem;
import org.acpo.common.verify.Verdict.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimedVerifierTest {
    private static final Problem PROBLEM = Problem.of("p", "?", "42");
    private static final int SHORT_MILLIS = 150;
    /** For checks that end by themselves, however busy the machine. */
    private static final int PATIENT_MILLIS = 20_000;

    private static Verdict verify(Verifier verifier, String response) {
        return new TimedVerifier(verifier, PATIENT_MILLIS).verify(PROBLEM, response, 1, false);
    }

    private static Verdict verifyEndless(Verifier verifier, String response) {
        return new TimedVerifier(verifier, SHORT_MILLIS).verify(PROBLEM, response, 1, false);
    }

    @Test
    void verdictsInTimePassUnchanged() {
        assertThat(verify(new MathVerifier(true), "Answer: 42"))
                .isEqualTo(new Verdict(1, true, "42", 0, Reason.CORRECT));
    }

    @Test
    void aCheckThatHeedsInterruptionEnds() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        Verdict verdict = verifyEndless(
                (problem, response, tokens, truncated) -> {
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                        ended.countDown();
                    }
                    return Verdict.of(true, "late", 0);
                },
                "x");
        assertThat(verdict).isEqualTo(Verdict.none(Reason.TIMED_OUT));
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }

    /**
     * A loop that asks for nothing. HotSpot stops a thread at the turn of a loop or where it enters the JVM, but not where a method
     * returns: code that does nothing but call itself, as a regular expression that backtracks, may run on for a minute.
     */
    @Test
    void aCheckThatHeedsNothingEndsToo() throws InterruptedException {
        AtomicReference<Thread> worker = new AtomicReference<>();
        Verdict verdict = verifyEndless(
                (problem, response, tokens, truncated) -> {
                    worker.set(Thread.currentThread());
                    int turns = 0;
                    while (!response.isEmpty()) {
                        turns++;
                    }
                    return Verdict.of(turns > 0, "x", 0);
                },
                "x");
        assertThat(verdict.reason()).isEqualTo(Reason.TIMED_OUT);
        worker.get().join(60_000);
        assertThat(worker.get().isAlive()).isFalse();
        assertThat(verify(new MathVerifier(true), "Answer: 42").correct()).isTrue();
    }

    @Test
    void aCheckThatThrowsIsAnErrorAndTheNextOneRuns() {
        Verdict thrown = verify(
                (problem, response, tokens, truncated) -> {
                    throw new IllegalStateException("bad");
                },
                "x");
        assertThat(thrown).isEqualTo(Verdict.none(Reason.ERROR));
        assertThat(verify(TimedVerifierTest::overflow, "x").reason()).isEqualTo(Reason.ERROR);
        assertThat(verify(new MathVerifier(true), "Answer: 42").correct()).isTrue();
    }

    @Test
    void aRewardThatIsNoNumberIsAnError() {
        assertThat(verify(
                        (problem, response, tokens, cut) -> new Verdict(Double.NaN, true, "x", 0, Reason.CORRECT), "x"))
                .isEqualTo(Verdict.none(Reason.ERROR));
    }

    private static Verdict overflow(Problem problem, String response, int tokens, boolean truncated) {
        return overflow(problem, response + "x", tokens + 1, truncated);
    }

    @Test
    void whatTheUserCanMendIsNoVerdict() {
        Verifier unusable = (problem, response, tokens, truncated) -> {
            throw new UserException("python is missing");
        };
        assertThatThrownBy(() -> verify(unusable, "x"))
                .isInstanceOf(UserException.class)
                .hasMessage("python is missing");
    }

    /** Sixteen threads, two of whose checks hang: no healthy check waits for a hung one. */
    @Test
    void deadlinesHoldOnAnyThread() throws InterruptedException, ExecutionException {
        Verifier verifier = new TimedVerifier(
                (problem, response, tokens, truncated) -> {
                    while (response.equals("hang")) {
                        Thread.onSpinWait();
                    }
                    return Verdict.of(true, response, 0);
                },
                2_000);
        ExecutorService callers = Executors.newFixedThreadPool(16);
        List<Future<Verdict>> verdicts = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String response = i % 8 == 0 ? "hang" : "fine";
            verdicts.add(callers.submit(() -> verifier.verify(PROBLEM, response, 1, false)));
        }
        for (int i = 0; i < 16; i++) {
            assertThat(verdicts.get(i).get().reason()).isEqualTo(i % 8 == 0 ? Reason.TIMED_OUT : Reason.CORRECT);
        }
        callers.shutdown();
    }
}
