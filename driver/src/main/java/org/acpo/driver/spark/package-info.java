/**
 * The product's use of Spark that is not about training: sessions and problem sets.
 */
@NullMarked
package org.acpo.driver.spark;

import org.jspecify.annotations.NullMarked;
