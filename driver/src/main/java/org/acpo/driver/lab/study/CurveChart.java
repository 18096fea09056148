package org.acpo.driver.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.acpo.driver.lab.study.Bootstrap.Interval;
import org.apache.commons.text.StringEscapeUtils;

/** Held-out pass@1 of each method over generated tokens, mean and interval over seeds, as SVG. */
final class CurveChart {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 260;
    private static final int LEFT = 44;
    private static final int BOTTOM = 32;
    private static final int TOP = 12;
    private static final int RIGHT = 150;
    private static final int SAMPLES = 60;
    private static final List<String> COLOURS =
            List.of("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#999999");

    private final Map<String, List<LearningCurve>> methods = new LinkedHashMap<>();
    private final double budget;
    private double low = 1;
    private double high = 0;

    /** @param curves of one task */
    CurveChart(List<LearningCurve> curves) {
        for (LearningCurve curve : curves) {
            methods.computeIfAbsent(curve.run().method(), m -> new ArrayList<>())
                    .add(curve);
        }
        budget = curves.stream().mapToDouble(c -> c.last().tokens()).min().orElse(1);
        for (LearningCurve curve : curves) {
            for (LearningCurve.Point point : curve.points()) {
                low = Math.min(low, point.passAt1());
                high = Math.max(high, point.passAt1());
            }
        }
        low = Math.floor(low * 10) / 10;
        high = Math.max(low + 0.1, Math.ceil(high * 10) / 10);
    }

    String svg() {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"held-out pass@1 over generated tokens\">",
                WIDTH,
                HEIGHT));
        axes(svg);
        int n = 0;
        for (Map.Entry<String, List<LearningCurve>> method : methods.entrySet()) {
            draw(svg, method.getKey(), method.getValue(), n++);
        }
        return svg.append("</svg>").toString();
    }

    private void axes(StringBuilder svg) {
        for (int i = 0; i <= Math.round((high - low) * 10); i++) {
            double value = low + i / 10.0;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#8884\"/>"
                            + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.0f%%</text>",
                    LEFT,
                    WIDTH - RIGHT,
                    y(value),
                    y(value),
                    LEFT - 6,
                    y(value) + 4,
                    100 * value));
        }
        for (int i = 0; i <= 4; i++) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%,.0fk</text>",
                    x(budget * i / 4),
                    HEIGHT - BOTTOM + 16,
                    budget * i / 4000));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">generated tokens</text>",
                (LEFT + WIDTH - RIGHT) / 2,
                HEIGHT - 2));
    }

    private void draw(StringBuilder svg, String method, List<LearningCurve> curves, int n) {
        String colour = COLOURS.get(n % COLOURS.size());
        StringBuilder line = new StringBuilder();
        StringBuilder upper = new StringBuilder();
        StringBuilder lower = new StringBuilder();
        for (int i = 0; i <= SAMPLES; i++) {
            double tokens = budget * i / SAMPLES;
            Interval at = Bootstrap.of(
                    curves.stream().mapToDouble(c -> c.passAt1(tokens)).toArray());
            line.append(point(tokens, at.mean()));
            if (at.n() > 1) {
                upper.append(point(tokens, at.high()));
                lower.insert(0, point(tokens, at.low()));
            }
        }
        svg.append(String.format(
                Locale.ROOT,
                "<polygon points=\"%s\" fill=\"%s\" opacity=\"0.15\"/>"
                        + "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>"
                        + "<text x=\"%d\" y=\"%d\" style=\"fill:%s\">%s</text>",
                upper.append(lower),
                colour,
                line,
                colour,
                WIDTH - RIGHT + 10,
                TOP + 14 + 16 * n,
                colour,
                StringEscapeUtils.escapeXml10(method + " (" + curves.size() + ")")));
    }

    private String point(double tokens, double value) {
        return String.format(Locale.ROOT, "%.1f,%.1f ", x(tokens), y(value));
    }

    private double x(double tokens) {
        return LEFT + (WIDTH - RIGHT - LEFT) * (budget == 0 ? 0 : tokens / budget);
    }

    private double y(double value) {
        return TOP + (HEIGHT - BOTTOM - TOP) * (high - value) / (high - low);
    }
}
