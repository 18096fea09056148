package org.acpo.executors.engine;

import java.util.ArrayList;
import java.util.List;
import org.acpo.executors.model.LayerWeight;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.model.ModelWeight;
import org.acpo.executors.model.Parameter;
import org.acpo.executors.model.Parameter.Kind;

/**
 * Which Hugging Face parameters each tensor of a list for the program holds, in the order of that list.
 *
 * @param slots one a tensor
 */
record WeightLayout(List<Slot> slots) {

    /**
     * A tensor of the program.
     *
     * @param parts the parameters stacked in it; none where the model has no such tensor
     */
    record Slot(List<Parameter> parts) {
        boolean isEmpty() {
            return parts.isEmpty();
        }

        /** Whether weight decay is meant for it, as it is for matrices; the parts are all of one kind. */
        boolean decayed() {
            return !isEmpty() && parts.get(0).kind() == Kind.MATRIX;
        }

        long elements() {
            return parts.stream().mapToLong(Parameter::elements).sum();
        }

        long[] shape() {
            if (isEmpty()) {
                return new long[] {0};
            }
            long[] shape = parts.get(0).shape();
            shape[0] = parts.stream().mapToLong(Parameter::rows).sum();
            return shape;
        }
    }

    /** All weights of a model: the layers' as {@link LayerWeight} lists them, then those of {@link ModelWeight}. */
    static WeightLayout of(ModelSpec spec) {
        List<Slot> slots = new ArrayList<>();
        for (int layer = 0; layer < spec.layers(); layer++) {
            for (LayerWeight weight : LayerWeight.values()) {
                slots.add(new Slot(weight.parameters(spec, layer)));
            }
        }
        for (ModelWeight weight : ModelWeight.values()) {
            slots.add(new Slot(weight.parameters(spec)));
        }
        return new WeightLayout(List.copyOf(slots));
    }
}
