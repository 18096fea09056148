package org.acpo.driver.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbers as the page carries them: few digits, and null where there is no finite value. */
final class Numbers {
    private static final MathContext FIVE_DIGITS = new MathContext(5);

    private Numbers() {}

    /** {@code value} to five significant digits, or null if it is not finite. */
    static @Nullable Double compact(double value) {
        return Double.isFinite(value)
                ? (Double) new BigDecimal(value).round(FIVE_DIGITS).doubleValue()
                : null;
    }

    static List<@Nullable Double> compact(List<Double> values) {
        List<@Nullable Double> compact = new ArrayList<>(values.size());
        values.forEach(value -> compact.add(compact(value)));
        return compact;
    }

    /** Whole thousandths; a value beyond ±1000 counts as that, one that is not a number as 0. */
    static int thousandths(float value) {
        return Math.round(Math.max(-1000, Math.min(1000, value)) * 1000);
    }
}
