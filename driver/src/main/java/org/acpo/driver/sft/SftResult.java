package org.acpo.driver.sft;

import org.apache.hadoop.fs.Path;

/**
 * What supervised training came to.
 *
 * @param model the folder written
 * @param loss mean over the last steps of the negative log-likelihood of a response token, in nats
 * @param passAt1 share of right responses to held-out problems
 */
public record SftResult(Path model, int steps, double loss, double passAt1) {}
