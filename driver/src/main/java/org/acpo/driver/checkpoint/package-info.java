/**
 * What a run keeps to go on after it stopped: checkpoints with trainer state, and the metrics file.
 */
@NullMarked
package org.acpo.driver.checkpoint;

import org.jspecify.annotations.NullMarked;
