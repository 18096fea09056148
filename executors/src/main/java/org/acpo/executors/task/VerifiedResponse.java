package org.acpo.executors.task;

import org.acpo.common.verify.Verdict;
import org.acpo.executors.sampling.SampledResponse;

/** A sampled response on its way to becoming a rollout. */
record VerifiedResponse(
        RolloutOrder order, int[] promptTokens, SampledResponse response, String text, Verdict verdict) {}
