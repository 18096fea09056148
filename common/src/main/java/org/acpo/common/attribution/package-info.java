/**
 * What each step contributed to the answer (method.md section 3).
 */
@NullMarked
package org.acpo.common.attribution;

import org.jspecify.annotations.NullMarked;
