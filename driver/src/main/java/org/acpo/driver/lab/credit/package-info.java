/**
 * Compares ways to cut responses into steps and to credit them, with worked solutions, sampled success probabilities and the
 * gradients that they give, before any training: {@code acpo credit}.
 */
@NullMarked
package org.acpo.driver.lab.credit;

import org.jspecify.annotations.NullMarked;
