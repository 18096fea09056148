/**
 * Sampled responses and how they are sampled (method.md section 1).
 */
@NullMarked
package org.acpo.common.rollout;

import org.jspecify.annotations.NullMarked;
