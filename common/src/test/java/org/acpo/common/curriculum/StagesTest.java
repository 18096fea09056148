package org.acpo.common.curriculum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StagesTest {
    private static CurriculumConfig config(int switchEpoch, int plateau) {
        return new CurriculumConfig(6, 0, switchEpoch, plateau, List.of(2), new CurriculumConfig.Difficulty(0.5, 0.5));
    }

    @Test
    void theSwitchEpochBeginsStage2() {
        assertThat(Stages.stage(config(2, 0), 0, List.of())).isEqualTo(1);
        assertThat(Stages.stage(config(2, 0), 1, List.of(0.5, 0.4, 0.3, 0.2))).isEqualTo(1);
        assertThat(Stages.stage(config(2, 0), 2, List.of())).isEqualTo(2);
        assertThat(Stages.stage(config(0, 0), 0, List.of())).isEqualTo(2);
    }

    @Test
    void aPlateauBeginsStage2AndItLasts() {
        CurriculumConfig config = config(6, 2);
        assertThat(Stages.stage(config, 0, List.of(0.3))).isEqualTo(1);
        assertThat(Stages.stage(config, 0, List.of(0.3, 0.3))).isEqualTo(1);
        // equal is no rise
        assertThat(Stages.stage(config, 0, List.of(0.3, 0.3, 0.2))).isEqualTo(2);
        // a rise resets the count
        assertThat(Stages.stage(config, 0, List.of(0.3, 0.2, 0.4, 0.4))).isEqualTo(1);
        // a rise after the switch does not undo it
        assertThat(Stages.stage(config, 0, List.of(0.3, 0.2, 0.2, 0.9))).isEqualTo(2);
    }
}
