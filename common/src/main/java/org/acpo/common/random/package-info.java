/**
 * Counter-based random numbers: every number the product draws is a pure function of the run's seed and of what it is
 * drawn for, so a retried or moved task draws the same ones. No global generator and no clock belong here.
 */
@NullMarked
package org.acpo.common.random;

import org.jspecify.annotations.NullMarked;
