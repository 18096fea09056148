package org.acpo.executors.task;

import java.io.Serializable;
import java.util.List;

/**
 * What one task made of its {@link GivenResponse}s.
 *
 * @param computedTokens tokens that probes and Monte Carlo computed
 */
public record CreditedBatch(List<CreditedResponse> responses, long computedTokens) implements Serializable {}
