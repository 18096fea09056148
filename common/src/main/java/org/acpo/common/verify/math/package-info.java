/**
 * Whether two mathematical answers are the same: cleaning of LaTeX, the forms that answers take, exact arithmetic, and
 * numeric probing. Nothing here can run long: every pass is linear in a text of bounded length, nesting is bounded, and
 * powers too large to write out are not computed. Finding the answer in a response does not belong here.
 *
 * <p>There is no computer algebra system behind it. Symja 3.0.0, tried as a last stage, decided no labelled case that
 * probing does not, accepted 7 of 205 pairs of different expressions, and took 100 ms for one in twenty; what it adds are
 * integrals, limits and sums to a variable end, and no answer of MATH, AIME, AMC or GSM8K is one.
 */
@NullMarked
package org.acpo.common.verify.math;

import org.jspecify.annotations.NullMarked;
