package org.acpo.executors.engine;

/**
 * How a pack's forward and backward passes share memory and time.
 *
 * @param chunk rows of logits that exist at once
 * @param keep whether log-softmax of all rows stays from the head's forward pass to its backward pass
 * @param recompute whether a layer runs a second time before its backward pass instead of keeping what it computed
 */
record Passes(int chunk, boolean keep, boolean recompute) {}
