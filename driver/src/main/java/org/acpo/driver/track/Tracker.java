package org.acpo.driver.track;

import java.io.IOException;
import java.util.Map;

/** Somewhere that a run is reported to. Used by one thread at a time, driver side; any method may fail. */
interface Tracker {
    /** How the user knows it, for messages. */
    String name();

    /** The finite numbers of a step by their names in {@code metrics.jsonl}; step 0 comes before any update. */
    void metrics(int step, Map<String, Double> values) throws IOException;

    /** Some rollouts of a step, as Markdown. */
    void samples(int step, String markdown) throws IOException;

    /** A finished file, such as the report. */
    void artifact(String file, byte[] content) throws IOException;

    /** The last call. */
    void end(boolean finished) throws IOException;
}
