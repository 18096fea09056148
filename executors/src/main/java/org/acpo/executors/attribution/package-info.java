/**
 * What a policy believes about the answer after each step of a response (method.md section 3), in one pass per pack of
 * responses. Knows neither Spark nor what becomes of the numbers: that is {@link org.acpo.common.attribution}.
 */
@NullMarked
package org.acpo.executors.attribution;

import org.jspecify.annotations.NullMarked;
