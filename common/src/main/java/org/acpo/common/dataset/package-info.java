/**
 * The rollout dataset of a run: what a row is and which columns it has.
 */
@NullMarked
package org.acpo.common.dataset;

import org.jspecify.annotations.NullMarked;
