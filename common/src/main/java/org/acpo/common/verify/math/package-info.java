/**
 * Whether two mathematical answers are the same: cleaning of LaTeX, the forms that answers take, exact arithmetic, and
 * numeric probing. Nothing here can run long: every pass is linear in a text of bounded length, nesting is bounded, and
 * powers too large to write out are not computed. Finding the answer in a response does not belong here.
 */
@NullMarked
package org.acpo.common.verify.math;

import org.jspecify.annotations.NullMarked;
