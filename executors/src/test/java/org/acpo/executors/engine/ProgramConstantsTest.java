package org.acpo.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.acpo.common.update.LoraConfig;
import org.acpo.executors.SmallModels;
import org.acpo.executors.engine.WeightLayout.Slot;
import org.acpo.executors.model.LayerWeight;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.model.ModelSpec.Architecture;
import org.acpo.executors.model.ModelWeight;
import org.acpo.executors.model.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProgramConstantsTest {

    /** A layer has q, k, v, o, gate, up and down in this order: o is matrix number 3, gate number 4. */
    @Test
    void matricesAreNumberedInTheOrderOfAdapters() {
        assertThat(ProgramConstants.applied("[LORA.QKV, LORA.O, LORA.GATE_UP, LORA.DOWN] of LORA.PER_LAYER"))
                .isEqualTo("[0, 3, 4, 6] of 7");
        assertThat(Stream.of(LayerWeight.values())
                        .flatMap(weight -> weight.parameters(SmallModels.spec(Architecture.LLAMA), 0).stream())
                        .filter(parameter -> parameter.kind() == Parameter.Kind.MATRIX)
                        .map(parameter -> parameter.name().replaceFirst(".*\\.(\\w+)\\.weight", "$1")))
                .isEqualTo(LoraConfig.MODULES);
    }

    @Test
    void aNameThatNoTableHasIsRefused() {
        assertThatThrownBy(() -> ProgramConstants.applied("w[at + W.POST_NROM]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("W.POST_NROM");
    }

    /** The program finds a tensor at the place that its constants name, whatever else the family has. */
    @ParameterizedTest
    @EnumSource(Architecture.class)
    void placesInTheProgramAreThoseOfTheLayout(Architecture architecture) {
        ModelSpec spec = SmallModels.spec(architecture);
        List<Slot> slots = WeightLayout.of(spec).slots();
        int last = spec.layers() - 1;
        int perLayer = number("W.PER_LAYER");
        assertThat(names(slots, perLayer * last + number("W.O")))
                .containsExactly("model.layers." + last + ".self_attn.o_proj.weight");
        assertThat(names(slots, perLayer * last + number("W.GATE_UP")))
                .containsExactly(
                        "model.layers." + last + ".mlp.gate_proj.weight",
                        "model.layers." + last + ".mlp.up_proj.weight");
        assertThat(names(slots, perLayer * spec.layers() + number("W.EMBED")))
                .containsExactly("model.embed_tokens.weight");
        assertThat(names(slots, ModelWeight.LM_HEAD.place(spec)))
                .hasSize(spec.tiedEmbeddings() ? 0 : 1)
                .isSubsetOf("lm_head.weight");
        assertThat(slots).hasSize(perLayer * spec.layers() + ModelWeight.values().length);
    }

    private static int number(String name) {
        return Integer.parseInt(ProgramConstants.applied(name));
    }

    private static List<String> names(List<Slot> slots, int place) {
        return slots.get(place).parts().stream().map(Parameter::name).toList();
    }
}
