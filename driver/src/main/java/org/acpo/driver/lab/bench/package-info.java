/**
 * Timings of the policy engine and of whole training steps, as {@code acpo bench} prints them. A run during which other
 * processes used the processor is thrown away, so that a busy machine gives few numbers and not wrong ones.
 */
@NullMarked
package org.acpo.driver.lab.bench;

import org.jspecify.annotations.NullMarked;
