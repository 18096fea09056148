/**
 * Files of labelled cases for verifiers: reading them, judging them in parallel, and counting what came out. Deciding a
 * single case belongs to {@code org.acpo.common.verify}.
 */
@NullMarked
package org.acpo.driver.verify;

import org.jspecify.annotations.NullMarked;
