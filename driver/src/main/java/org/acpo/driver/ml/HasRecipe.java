package org.acpo.driver.ml;

import java.io.Serializable;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * Where trainer and evaluator take the configuration from that no param sets: the keys of {@code acpo train --defaults}.
 *
 * @param <T> the class itself
 */
public interface HasRecipe<T> extends HasColumns<T> {
    /** The params themselves. */
    record RecipeParams(Param<String> recipe, StringArrayParam overrides, Param<String> answerCol)
            implements Serializable {
        static RecipeParams of(Params owner) {
            return new RecipeParams(
                    new Param<>(
                            owner,
                            "recipe",
                            "name of a shipped recipe, or a YAML file on the driver; without one the defaults count"),
                    new StringArrayParam(
                            owner,
                            "overrides",
                            "keys of the configuration that override the recipe, each as key=value, for instance"
                                    + " advantage.step_weight=0.3"),
                    new Param<>(
                            owner,
                            "answerCol",
                            "column with the right answer (data.train.fields.answer; default: as the recipe maps it)"));
        }
    }

    /** Where the class keeps these params. */
    RecipeParams recipeParams();

    default Param<String> recipe() {
        return recipeParams().recipe();
    }

    default StringArrayParam overrides() {
        return recipeParams().overrides();
    }

    default Param<String> answerCol() {
        return recipeParams().answerCol();
    }

    default String getRecipe() {
        return getOrDefault(recipe());
    }

    default T setRecipe(String nameOrFile) {
        return with(recipe(), nameOrFile);
    }

    default String[] getOverrides() {
        return getOrDefault(overrides());
    }

    default T setOverrides(String... keysAndValues) {
        return with(overrides(), keysAndValues);
    }

    default String getAnswerCol() {
        return getOrDefault(answerCol());
    }

    default T setAnswerCol(String column) {
        return with(answerCol(), column);
    }
}
