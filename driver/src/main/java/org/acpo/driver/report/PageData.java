package org.acpo.driver.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the page knows, as one JSON object; its scripts read these names.
 *
 * @param run the run folder's name
 * @param attributions null if there are none
 */
record PageData(
        String run,
        Setup setup,
        Headline headline,
        List<Change> changes,
        List<Phase> phases,
        MetricCurves curves,
        @Nullable Attributions attributions,
        Sample sample) {}
