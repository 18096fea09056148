package org.acpo.executors.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.acpo.executors.model.LayerWeight;
import org.acpo.executors.model.ModelWeight;

/**
 * The numbers by which the program finds what Java gives it, made from the same tables that Java lays it out by:
 *
 * <ul>
 *   <li>{@code W.NAME}, the place of a {@link LayerWeight} within its layer, or of a {@link ModelWeight} after all layers, and
 *       {@code W.PER_LAYER}, the number of tensors a layer
 *   <li>{@code LORA.NAME}, the number of a layer's matrices before those of a {@link LayerWeight}, and {@code LORA.PER_LAYER},
 *       the number of its matrices
 *   <li>{@code DIMS.NAME}, the place of a {@link Dimension}
 * </ul>
 */
final class ProgramConstants {
    private static final Pattern NAME = Pattern.compile("\\b(?:W|LORA|DIMS)\\.\\w+");
    private static final Map<String, Integer> VALUES = values();

    private ProgramConstants() {}

    private static Map<String, Integer> values() {
        Map<String, Integer> values = new HashMap<>();
        values.put("W.PER_LAYER", LayerWeight.perLayer());
        values.put("LORA.PER_LAYER", LayerWeight.matricesPerLayer());
        for (LayerWeight weight : LayerWeight.values()) {
            values.put("W." + weight, weight.ordinal());
            if (weight.matrices() > 0) {
                values.put("LORA." + weight, weight.matricesBefore());
            }
        }
        for (ModelWeight weight : ModelWeight.values()) {
            values.put("W." + weight, weight.ordinal());
        }
        for (Dimension dimension : Dimension.values()) {
            values.put("DIMS." + dimension, dimension.ordinal());
        }
        return values;
    }

    /**
     * Source text with numbers in the place of their names.
     *
     * @throws IllegalArgumentException when it uses a name that no table has
     */
    static String applied(String source) {
        return NAME.matcher(source).replaceAll(ProgramConstants::value);
    }

    private static String value(MatchResult name) {
        Integer value = VALUES.get(name.group());
        if (value == null) {
            throw new IllegalArgumentException(
                    "the program uses " + name.group() + ", which is none of " + VALUES.keySet());
        }
        return value.toString();
    }
}
