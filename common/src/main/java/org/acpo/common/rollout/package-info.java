/**
 * What the policy wrote and how it is sampled: a rollout is a response with its verdict and its steps, a step has attributions
 * (method.md sections 1 to 3).
 */
@NullMarked
package org.acpo.common.rollout;

import org.jspecify.annotations.NullMarked;
