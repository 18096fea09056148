/**
 * Stages, difficulty and the allocation of samples (METHOD.md sections 1 and 5).
 */
@NullMarked
package org.acpo.common.curriculum;

import org.jspecify.annotations.NullMarked;
