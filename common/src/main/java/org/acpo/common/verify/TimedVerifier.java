package org.acpo.common.verify;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.acpo.common.UserException;
import org.acpo.common.problem.Problem;
import org.acpo.common.verify.Verdict.Reason;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every check a deadline that holds on any calling thread, and turns failures into verdicts. A check that is over
 * time ends with reason TIMED_OUT and no reward, and its work is ended too ({@link CheckThreads}); one that throws ends
 * with reason ERROR, the first few of a JVM in its log. A {@link UserException} is passed on: it says that the verifier
 * cannot work at all.
 */
record TimedVerifier(Verifier inner, int timeoutMillis) implements Verifier {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(TimedVerifier.class);
    private static final int MAX_LOGGED = 20;
    private static final AtomicInteger FAILURES = new AtomicInteger();

    @Override
    public Verdict verify(Problem problem, String response, int responseTokens, boolean truncated) {
        CheckThreads.Check check = CheckThreads.start(() -> inner.verify(problem, response, responseTokens, truncated));
        try {
            return result(check.verdict(), problem);
        } catch (TimeoutException e) {
            check.end();
            return Verdict.none(Reason.TIMED_OUT);
        } catch (InterruptedException e) {
            check.end();
            Thread.currentThread().interrupt();
            return Verdict.none(Reason.ERROR);
        }
    }

    private Verdict result(Future<Verdict> future, Problem problem) throws TimeoutException, InterruptedException {
        try {
            return future.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UserException mendable) {
                throw mendable;
            }
            if (FAILURES.incrementAndGet() <= MAX_LOGGED) {
                LOG.warn(
                        "verifier failed on a response to problem '{}': {}",
                        problem.id(),
                        String.valueOf(e.getCause()),
                        e.getCause());
            }
            return Verdict.none(Reason.ERROR);
        }
    }

    @Override
    public @Nullable String goldFault(Problem problem) {
        return inner.goldFault(problem);
    }
}
