/**
 * Verifiers: decide by rule whether a response solves its problem, each check within a deadline of its own. Sampling and
 * what is done with rewards do not belong here.
 */
@NullMarked
package org.acpo.common.verify;

import org.jspecify.annotations.NullMarked;
