package org.acpo.executors.sampling;

import java.util.function.LongConsumer;

/**
 * The listeners of a sampling call. They are called on the thread that samples.
 *
 * @param progress is given the number of response tokens so far
 * @param drawn is given every token
 * @param finished is given every response
 */
record Watchers(LongConsumer progress, TokenListener drawn, FinishedResponses finished) {}
