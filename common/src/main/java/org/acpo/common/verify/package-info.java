/**
 * Verifiers: decide by rule whether a response solves its problem.
 */
@NullMarked
package org.acpo.common.verify;

import org.jspecify.annotations.NullMarked;
