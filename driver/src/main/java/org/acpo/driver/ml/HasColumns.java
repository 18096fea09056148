package org.acpo.driver.ml;

import java.io.Serializable;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * The columns that trainer, model and evaluator have in common.
 *
 * @param <T> the class itself
 */
public interface HasColumns<T> extends Fluent<T> {
    /** The params themselves. */
    record ColumnParams(Param<String> problemCol, Param<String> idCol, Param<String> completionCol)
            implements Serializable {
        static ColumnParams of(Params owner) {
            return new ColumnParams(
                    new Param<>(owner, "problemCol", "column with the problem's text"),
                    new Param<>(
                            owner,
                            "idCol",
                            "column with an id that no two problems share; random numbers are a function of it"),
                    new Param<>(owner, "completionCol", "column with the policy's completion, or all of them"));
        }
    }

    /** Where the class keeps these params. */
    ColumnParams columnParams();

    default Param<String> problemCol() {
        return columnParams().problemCol();
    }

    default Param<String> idCol() {
        return columnParams().idCol();
    }

    default Param<String> completionCol() {
        return columnParams().completionCol();
    }

    default String getProblemCol() {
        return getOrDefault(problemCol());
    }

    default T setProblemCol(String column) {
        return with(problemCol(), column);
    }

    default String getIdCol() {
        return getOrDefault(idCol());
    }

    default T setIdCol(String column) {
        return with(idCol(), column);
    }

    default String getCompletionCol() {
        return getOrDefault(completionCol());
    }

    default T setCompletionCol(String column) {
        return with(completionCol(), column);
    }
}
