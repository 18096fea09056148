package org.acpo.executors.sampling;

import java.util.function.LongConsumer;

/**
 * Who hears of a sampling call on its thread.
 *
 * @param progress how many response tokens there are so far
 * @param drawn every token
 * @param finished every response
 */
record Watchers(LongConsumer progress, TokenListener drawn, FinishedResponses finished) {}
