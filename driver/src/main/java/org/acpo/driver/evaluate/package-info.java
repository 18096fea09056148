/**
 * Evaluation of a policy on problems, as Spark jobs.
 */
@NullMarked
package org.acpo.driver.evaluate;

import org.jspecify.annotations.NullMarked;
