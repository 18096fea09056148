/**
 * Configuration and loss weights of the policy update (method.md section 6).
 */
@NullMarked
package org.acpo.common.update;

import org.jspecify.annotations.NullMarked;
