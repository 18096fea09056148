package org.acpo.executors.model;

import java.util.function.ToIntFunction;
import org.acpo.executors.model.Parameter.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A parameter that every model of a family has, each in its own size.
 *
 * @param columns null for a vector
 */
record ParameterShape(
        String name,
        Kind kind,
        ToIntFunction<ModelSpec> rows,
        @Nullable ToIntFunction<ModelSpec> columns) {

    /** The weight of a linear layer, or the embedding. */
    static ParameterShape matrix(String module, ToIntFunction<ModelSpec> rows, ToIntFunction<ModelSpec> columns) {
        return new ParameterShape(module + ".weight", Kind.MATRIX, rows, columns);
    }

    static ParameterShape norm(String module, ToIntFunction<ModelSpec> size) {
        return new ParameterShape(module + ".weight", Kind.NORM, size, null);
    }

    static ParameterShape bias(String module, ToIntFunction<ModelSpec> size) {
        return new ParameterShape(module + ".bias", Kind.BIAS, size, null);
    }

    /** The parameter of one model, its name after {@code prefix}. */
    Parameter of(ModelSpec spec, String prefix) {
        int width = columns == null ? 0 : columns.applyAsInt(spec);
        return new Parameter(prefix + name, kind, rows.applyAsInt(spec), width);
    }
}
