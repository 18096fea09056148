/**
 * Factorized advantages (method.md section 4) and the token weights of section 5.
 */
@NullMarked
package org.acpo.common.advantage;

import org.jspecify.annotations.NullMarked;
