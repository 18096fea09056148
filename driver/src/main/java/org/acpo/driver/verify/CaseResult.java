package org.acpo.driver.verify;

import org.acpo.common.verify.Verdict;

/** A case, what its verifier saw in it, and how long that took. */
public record CaseResult(VerifyCase verified, Verdict verdict, double millis) {}
