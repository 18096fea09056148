package org.acpo.common.problem.generate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acpo.common.config.Require;
import org.acpo.common.random.CounterRandom;

/**
 * Problems of several generators. Each key of the parameters is a generator's name, its value either a weight or a map
 * of {@code weight} and that generator's own keys.
 */
final class Mixture implements ProblemGenerator {
    static final String NAME = "mixture";

    private record Part(ProblemGenerator generator, double weight) {}

    private final List<Part> parts;
    private final double total;

    Mixture(String path, Map<String, Object> params) {
        List<Part> listed = new ArrayList<>();
        params.forEach((name, value) -> listed.add(part(path, name, value)));
        Require.that(!listed.isEmpty(), path + NAME, "empty", "a map of generator names to weights");
        parts = List.copyOf(listed);
        total = parts.stream().mapToDouble(Part::weight).sum();
    }

    private static Part part(String path, String name, Object value) {
        Map<String, Object> own = new HashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> own.put(String.valueOf(key), item));
        } else {
            own.put("weight", value);
        }
        Object weight = own.getOrDefault("weight", 1);
        own.remove("weight");
        Require.that(weight instanceof Number, path + name + ".weight", weight, "a number above 0");
        double number = ((Number) weight).doubleValue();
        Require.positive(number, path + name + ".weight");
        Require.that(!name.equals(NAME), path + name, value, "a generator that is not itself a mixture");
        return new Part(Generators.of(name, path + name + ".", own), number);
    }

    @Override
    public Optional<Draft> draft(CounterRandom random) {
        double point = random.nextDouble() * total;
        for (Part part : parts) {
            point -= part.weight;
            if (point < 0) {
                return part.generator.draft(random);
            }
        }
        return parts.get(parts.size() - 1).generator.draft(random);
    }
}
