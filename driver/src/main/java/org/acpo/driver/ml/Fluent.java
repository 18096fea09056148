package org.acpo.driver.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Params whose setters chain.
 *
 * @param <T> the class itself
 */
public interface Fluent<T> extends Params {
    /** Sets any param; the typed setters are short for it. */
    @SuppressWarnings("unchecked") // T is the class itself
    default <V> T with(Param<V> param, V value) {
        set(param, value);
        return (T) this;
    }
}
