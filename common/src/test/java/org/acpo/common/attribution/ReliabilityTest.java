package org.acpo.common.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.acpo.common.attribution.Reliability.Observation;
import org.junit.jupiter.api.Test;

class ReliabilityTest {
    /** x = 1, 2, 3 and y = 1, 2, 2: Σxy = 1, Σxx = 2, Σyy = 2/3 about the means; r = 1/√(4/3) = √3/2. */
    private static final List<Observation> RISING =
            List.of(new Observation(0, 1, 1), new Observation(0, 2, 2), new Observation(0, 3, 2));

    private static final List<Observation> FALLING =
            List.of(new Observation(0, 1, 3), new Observation(0, 2, 2), new Observation(0, 3, 1));

    private static Reliability initial(boolean enabled) {
        return Reliability.initial(new AttributionConfig.Reliability(enabled, 3, 0.8));
    }

    @Test
    void firstBatchCountsInFullLaterOnesAreSmoothed() {
        Reliability first = initial(true).update(RISING);
        assertThat(first.rho(0)).isCloseTo(Math.sqrt(3) / 2, offset(1e-12));
        // 0.8·0.8660254 + 0.2·(−1)
        assertThat(first.update(FALLING).rho(0)).isCloseTo(0.4928203, offset(1e-7));
        assertThat(first.update(FALLING).batches()).containsExactly(2, 0, 0);
    }

    @Test
    void negativeCorrelationEarnsNothingButIsRemembered() {
        Reliability falling = initial(true).update(FALLING);
        assertThat(falling.rho(0)).isZero();
        assertThat(falling.correlations()[0]).isCloseTo(-1, offset(1e-12));
    }

    @Test
    void undefinedCorrelationsChangeNothing() {
        Reliability before = initial(true).update(RISING);
        List<Observation> two = RISING.subList(0, 2);
        List<Observation> sameDelta =
                List.of(new Observation(0, 0.1, 1), new Observation(0, 0.1, 2), new Observation(0, 0.1, 5));
        List<Observation> sameOutcome =
                List.of(new Observation(0, 1, 0.3), new Observation(0, 2, 0.3), new Observation(0, 4, 0.3));
        for (List<Observation> batch : List.of(two, sameDelta, sameOutcome, List.<Observation>of())) {
            assertThat(before.update(batch).correlations()).containsExactly(before.correlations());
            assertThat(before.update(batch).batches()).containsExactly(1, 0, 0);
        }
    }

    @Test
    void bucketsCountFromTheEnd() {
        Reliability three = initial(true);
        assertThat(new int[] {three.bucket(4, 5), three.bucket(3, 5), three.bucket(2, 5), three.bucket(0, 5)})
                .containsExactly(0, 1, 2, 2);
        assertThat(three.bucket(0, 1)).isZero();
        Reliability updated = three.update(List.of(
                new Observation(2, 1, 1),
                new Observation(2, 2, 2),
                new Observation(2, 3, 3),
                new Observation(1, 9, 9)));
        assertThat(updated.correlations()).containsExactly(new double[] {0, 0, 1}, offset(1e-12));
    }

    @Test
    void switchedOffItGivesFullWeight() {
        assertThat(initial(false).rho(0)).isEqualTo(1);
        assertThat(initial(false).update(FALLING).rho(0)).isEqualTo(1);
    }

    @Test
    void survivesJson() throws Exception {
        Reliability state = initial(true).update(RISING).update(FALLING);
        ObjectMapper json = new ObjectMapper();
        Reliability read = json.readValue(json.writeValueAsString(state), Reliability.class);
        assertThat(read).usingRecursiveComparison().isEqualTo(state);
    }
}
