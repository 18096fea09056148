package org.acpo.executors.sampling;

/** Hears of responses when they are complete, on the thread that samples. */
@FunctionalInterface
public interface FinishedResponses {
    /** @param responses of one call or more; every response comes once. Not to be kept beyond this call */
    void finished(CachedResponses responses);
}
