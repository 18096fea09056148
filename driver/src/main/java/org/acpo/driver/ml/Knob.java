package org.acpo.driver.ml;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.acpo.common.UserException;
import org.acpo.common.config.Recipe;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.driver.cli.Recipes;
import org.apache.spark.ml.param.Param;

/**
 * A param that is short for a key of the configuration.
 *
 * @param follower another key that takes the same value unless the overrides set it, or empty
 */
record Knob(Param<?> param, String key, String follower) {
    static Knob of(Param<?> param, String key) {
        return new Knob(param, key, "");
    }

    /** The knobs of everything that reads a table of problems with answers. */
    static List<Knob> columns(HasRecipe<?> owner) {
        return List.of(
                of(owner.problemCol(), "data.train.fields.problem"),
                of(owner.answerCol(), "data.train.fields.answer"),
                of(owner.idCol(), "data.train.fields.id"));
    }

    /**
     * The configuration that an owner's params ask for: its recipe, then its overrides, then its knobs.
     *
     * @throws UserException when a value is out of its range, or a key is set by a knob and by an override
     */
    static TrainConfig config(HasRecipe<?> owner, List<Knob> knobs) {
        List<String> given = owner.isDefined(owner.overrides()) ? List.of(owner.getOverrides()) : List.of();
        List<Knob> set =
                knobs.stream().filter(knob -> owner.isDefined(knob.param)).toList();
        List<String> overrides = new ArrayList<>();
        for (Knob knob : set) {
            knob.refuseTwice(given);
            if (!knob.follower.isEmpty()) {
                overrides.add(knob.follower + "=" + knob.value(owner));
            }
        }
        overrides.addAll(given);
        set.forEach(knob -> overrides.add(knob.key + "=" + knob.value(owner)));
        Recipe recipe = owner.isDefined(owner.recipe()) ? Recipes.find(owner.getRecipe()) : null;
        return TrainConfig.load(recipe, overrides);
    }

    private void refuseTwice(List<String> overrides) {
        for (String override : overrides) {
            if (override.strip().startsWith(key + "=")) {
                throw new UserException("param " + param.name() + " is set, and overrides has " + override + "; set "
                        + key + " in one of the two");
            }
        }
    }

    /** The param's value in YAML. */
    private String value(HasRecipe<?> owner) {
        Object value = owner.getOrDefault(param);
        return value instanceof Number
                ? new BigDecimal(value.toString()).toPlainString()
                : "'" + value.toString().replace("'", "''") + "'";
    }
}
