/**
 * What the whole product shares: values, method arithmetic and configuration. No Spark and no DJL below this package.
 */
@NullMarked
package org.acpo.common;

import org.jspecify.annotations.NullMarked;
