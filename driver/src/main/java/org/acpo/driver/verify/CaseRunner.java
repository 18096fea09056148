package org.acpo.driver.verify;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.acpo.common.UserException;
import org.acpo.common.problem.Problem;
import org.acpo.common.verify.Verdict;
import org.acpo.common.verify.Verdict.Reason;
import org.acpo.common.verify.Verifier;
import org.acpo.driver.verify.VerifyCase.Kind;

/** Judges cases on several threads, each with the verifier of its kind. */
public final class CaseRunner {
    private static final int CHUNK = 64;

    private final Map<Kind, Verifier> verifiers;
    private final int threads;

    public CaseRunner(Map<Kind, Verifier> verifiers, int threads) {
        this.verifiers = new EnumMap<>(verifiers);
        this.threads = threads;
    }

    /** The results in the order of the cases, whichever is ready first. */
    public List<CaseResult> run(List<VerifyCase> cases) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<List<CaseResult>>> chunks = new ArrayList<>();
            int size = Math.max(1, Math.min(CHUNK, cases.size() / threads));
            for (int from = 0; from < cases.size(); from += size) {
                List<VerifyCase> chunk = cases.subList(from, Math.min(cases.size(), from + size));
                chunks.add(() -> chunk.stream().map(this::judge).toList());
            }
            List<CaseResult> results = new ArrayList<>(cases.size());
            for (Future<List<CaseResult>> done : pool.invokeAll(chunks)) {
                results.addAll(done.get());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UserException mendable) {
                throw mendable;
            }
            throw new IllegalStateException("a verifier failed", e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private CaseResult judge(VerifyCase verified) {
        long start = System.nanoTime();
        Verdict verdict = verdict(verified);
        return new CaseResult(verified, verdict, (System.nanoTime() - start) / 1e6);
    }

    private Verdict verdict(VerifyCase verified) {
        Verifier verifier = verifiers.get(verified.kind());
        if (verifier == null) {
            throw new IllegalStateException("no verifier for kind " + verified.kind());
        }
        if (verified.gold().isBlank()) {
            return new Verdict(0, false, null, -1, Reason.GOLD_UNPARSABLE);
        }
        Problem problem = Problem.of(verified.id(), "unknown", verified.gold());
        return verifier.verify(problem, verified.prediction(), 0, false);
    }
}
