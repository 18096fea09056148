/**
 * Draws responses from a policy: prompts prefilled once a group, a KV cache, rows that are refilled as they finish, and
 * the log-probabilities and entropies that this gives. Knows neither Spark nor what the responses are for.
 */
@NullMarked
package org.acpo.executors.sampling;

import org.jspecify.annotations.NullMarked;
