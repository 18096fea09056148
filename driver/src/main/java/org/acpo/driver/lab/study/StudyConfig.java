package org.acpo.driver.lab.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.acpo.common.UserException;
import org.acpo.common.config.ConfigLoader;
import org.acpo.common.config.Recipe;
import org.acpo.common.recipe.TrainConfig;

/**
 * A study's recipe. Settings are overrides of {@code acpo train}'s keys as {@code --set} takes them; those of the study
 * come first, then those of the task, then those of the method.
 *
 * @param baseline name of the method that the others are compared with
 * @param tasks settings by task, for instance its data and base policy
 * @param methods by name
 * @param seeds each gives one run of every method on every task
 * @param set settings of all runs
 */
public record StudyConfig(
        String baseline,
        Map<String, List<String>> tasks,
        Map<String, Method> methods,
        List<Integer> seeds,
        List<String> set) {
    private static final String NAMES = "[A-Za-z0-9._-]+";

    /** A recipe of {@code acpo train} and what to change in it. */
    public record Method(String recipe, List<String> set) {}

    public StudyConfig {
        if (!methods.containsKey(baseline)) {
            throw new UserException(
                    "baseline is " + baseline + ", but it must be one of the methods " + methods.keySet());
        }
        if (tasks.isEmpty() || seeds.isEmpty()) {
            throw new UserException("a study needs at least one task and one seed, but has tasks " + tasks.keySet()
                    + " and seeds " + seeds);
        }
        for (String name : concat(tasks.keySet(), methods.keySet())) {
            if (!name.matches(NAMES)) {
                throw new UserException("'" + name + "' cannot name a task or a method, whose folders bear it; use"
                        + " letters, digits, '.', '_' and '-'");
            }
        }
    }

    private static List<String> concat(Iterable<String> first, Iterable<String> second) {
        List<String> all = new ArrayList<>();
        first.forEach(all::add);
        second.forEach(all::add);
        return all;
    }

    /** Reads a study's YAML; {@code set} may be left out. */
    public static StudyConfig of(Recipe recipe) {
        return ConfigLoader.load(StudyConfig.class, "set: []\n", recipe, List.of());
    }

    /**
     * All runs: seed by seed, so that a study that is stopped has compared all methods on the seeds before.
     *
     * @param recipes finds a recipe by name or file
     * @throws UserException when a setting is refused, before anything is trained
     */
    List<StudyRun> runs(Function<String, Recipe> recipes) {
        List<StudyRun> runs = new ArrayList<>();
        for (int seed : seeds) {
            tasks.forEach((task, taskSettings) -> methods.forEach((method, how) -> {
                List<String> settings = new ArrayList<>(set);
                settings.addAll(taskSettings);
                settings.addAll(how.set());
                settings.add("seed=" + seed);
                TrainConfig config = TrainConfig.load(recipes.apply(how.recipe()), settings);
                runs.add(new StudyRun(task, method, seed, config));
            }));
        }
        return runs;
    }
}
