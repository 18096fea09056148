/**
 * From problems to rollout groups: the Spark jobs that sample, the two sampling levels of method.md section 1, and the
 * Parquet dataset of what was sampled.
 */
@NullMarked
package org.acpo.driver.rollout;

import org.jspecify.annotations.NullMarked;
