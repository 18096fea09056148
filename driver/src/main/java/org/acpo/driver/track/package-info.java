/**
 * Where a run is reported besides its own folder: TensorBoard event files and MLflow, each a {@link
 * org.acpo.driver.track.Tracker}. {@link org.acpo.driver.track.Trackers} holds those that the configuration asks for and
 * keeps their failures from the run. Nothing here changes a run.
 */
@NullMarked
package org.acpo.driver.track;

import org.jspecify.annotations.NullMarked;
