/**
 * What a run will need before anything is submitted: memory by process and device, tokens of a step, bytes of a weight
 * refresh, and what of it will not fit. PlannedBytes over configuration and model shape; reads no weights, knows no Spark.
 */
@NullMarked
package org.acpo.driver.plan;

import org.jspecify.annotations.NullMarked;
