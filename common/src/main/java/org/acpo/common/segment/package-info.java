/**
 * How a response is cut into steps (METHOD.md section 2).
 */
@NullMarked
package org.acpo.common.segment;

import org.jspecify.annotations.NullMarked;
