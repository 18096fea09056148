/**
 * What an evaluation says: pass@1, pass@k, maj@k and how sure they are. Pure arithmetic over judged rollouts.
 */
@NullMarked
package org.acpo.common.evaluate;

import org.jspecify.annotations.NullMarked;
