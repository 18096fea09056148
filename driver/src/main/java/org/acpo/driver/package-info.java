/**
 * The driver: training loop, artifacts of a run and the command line. Nothing here runs on executors.
 */
@NullMarked
package org.acpo.driver;

import org.jspecify.annotations.NullMarked;
