/**
 * The page about a run: reads what the run left in its folder (configuration, metrics, rollouts) and writes one
 * self-contained {@code report.html}. {@link org.acpo.driver.report.Report} is the way in. Java here gathers and condenses; how it looks
 * is in the resources of this package, to which the numbers go as one JSON object, {@link org.acpo.driver.report.PageData}. Nothing here changes a run.
 */
@NullMarked
package org.acpo.driver.report;

import org.jspecify.annotations.NullMarked;
