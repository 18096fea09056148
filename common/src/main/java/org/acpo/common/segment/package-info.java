/**
 * How a response is cut into steps (method.md section 2).
 */
@NullMarked
package org.acpo.common.segment;

import org.jspecify.annotations.NullMarked;
