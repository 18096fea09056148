/**
 * Stages, difficulty and the allocation of samples (method.md sections 1 and 5).
 */
@NullMarked
package org.acpo.common.curriculum;

import org.jspecify.annotations.NullMarked;
