package org.acpo.executors.sampling;

/** Is told of responses when they are complete, on the thread that samples. */
@FunctionalInterface
public interface FinishedResponses {
    /** @param responses some that are complete, not to be kept beyond this call; over all calls every response comes once */
    void finished(CachedResponses responses);
}
