package org.acpo.driver.track;

import java.io.IOException;
import java.util.Map;

/** One run in some MLflow store. Names are such as MLflow allows; times are milliseconds since 1970. */
interface MlflowStore {
    void params(Map<String, String> params) throws IOException;

    void metrics(int step, Map<String, Double> values, long time) throws IOException;

    /** @param path below the run's artifacts, with slashes */
    void artifact(String path, byte[] content) throws IOException;

    void end(boolean finished, long time) throws IOException;
}
