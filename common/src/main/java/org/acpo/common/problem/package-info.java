/**
 * Problems, how a problem becomes a prompt, and who can tell whether a step towards its answer is right. Where problems come from
 * is in {@link org.acpo.common.problem.source} and {@link org.acpo.common.problem.generate}.
 */
@NullMarked
package org.acpo.common.problem;

import org.jspecify.annotations.NullMarked;
