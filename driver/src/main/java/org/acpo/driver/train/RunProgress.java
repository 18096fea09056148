package org.acpo.driver.train;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.acpo.common.run.MetricNames;

/**
 * Shows how a run goes: on a terminal one line that is drawn over, elsewhere one plain line a step. {@code bin/acpo} says
 * by {@value #TERMINAL} whether standard error is a terminal.
 */
public final class RunProgress {
    static final String TERMINAL = "ACPO_TERMINAL";
    private static final int BAR = 24;

    private final PrintStream out;
    private final boolean terminal;
    private final int total;
    private final int first;
    private final long start = System.nanoTime();
    private boolean open;

    /**
     * @param total steps of the run
     * @param done steps that were done before this sitting
     */
    public RunProgress(int total, int done) {
        this(System.err, "1".equals(System.getenv(TERMINAL)), total, done);
    }

    RunProgress(PrintStream out, boolean terminal, int total, int done) {
        this.out = out;
        this.terminal = terminal;
        this.total = total;
        this.first = done;
    }

    /** A step is done. */
    public void step(int step, Map<String, Object> metrics) {
        double perStep = (System.nanoTime() - start) / 1e9 / (step - first);
        String text = String.format(
                Locale.ROOT,
                "step %d/%d  stage %s  reward %.3f  entropy %.3f  %.0f tokens/s  ETA %s",
                step,
                total,
                metrics.get(MetricNames.STAGE),
                number(metrics, MetricNames.REWARD_MEAN),
                number(metrics, MetricNames.ENTROPY),
                number(metrics, MetricNames.TOKENS_PER_S),
                clock(perStep * (total - step)));
        if (terminal) {
            int filled = BAR * step / total;
            out.print("\r\033[K[" + "#".repeat(filled) + "-".repeat(BAR - filled) + "] " + text);
            out.flush();
            open = true;
        } else {
            out.println(text);
        }
    }

    /** An evaluation is done. */
    public void evaluated(Map<String, Object> metrics) {
        note(String.format(
                Locale.ROOT,
                "step %s: held-out pass@1 %.1f%% (95%% interval %.1f to %.1f, %s problems)",
                metrics.get(MetricNames.STEP),
                100 * number(metrics, MetricNames.EVAL_PASS_AT_1),
                100 * number(metrics, MetricNames.EVAL_PASS_AT_1_LOW),
                100 * number(metrics, MetricNames.EVAL_PASS_AT_1_HIGH),
                metrics.get(MetricNames.EVAL_PROBLEMS)));
    }

    /** Something worth a line of its own. */
    public void note(String text) {
        if (open) {
            out.println();
            open = false;
        }
        out.println(text);
    }

    private static double number(Map<String, Object> metrics, String name) {
        return metrics.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private static String clock(double seconds) {
        Duration left = Duration.ofSeconds(Math.round(seconds));
        return left.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", left.toHours(), left.toMinutesPart(), left.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", left.toMinutes(), left.toSecondsPart());
    }
}
