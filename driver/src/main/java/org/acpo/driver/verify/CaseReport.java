package org.acpo.driver.verify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.acpo.common.verify.Verdict.Reason;

/** Results as JSON: a line each, and their sum. */
public final class CaseReport {
    private static final ObjectMapper JSON = new ObjectMapper();

    private CaseReport() {}

    /** {@code {"id","equal","extracted","reason","ms"}}. */
    public static String line(CaseResult result) {
        ObjectNode line = JSON.createObjectNode();
        line.put("id", result.verified().id());
        line.put("equal", result.verdict().correct());
        line.put("extracted", result.verdict().extracted());
        line.put("reason", text(result.verdict().reason()));
        line.put("ms", rounded(result.millis()));
        return line.toString();
    }

    /** Agreement with the labels that count (overall and by tier), reasons, latency and throughput. */
    public static String summary(List<CaseResult> results, double seconds) {
        ObjectNode sum = JSON.createObjectNode();
        sum.put("cases", results.size());
        agreement(sum, results);
        TreeSet<String> tiers = new TreeSet<>();
        results.forEach(result -> {
            if (result.verified().tier() != null) {
                tiers.add(result.verified().tier());
            }
        });
        if (!tiers.isEmpty()) {
            ObjectNode byTier = sum.putObject("tiers");
            tiers.forEach(tier -> agreement(
                    byTier.putObject(tier),
                    results.stream()
                            .filter(r -> tier.equals(r.verified().tier()))
                            .toList()));
        }
        ObjectNode reasons = sum.putObject("reasons");
        for (Reason reason : Reason.values()) {
            reasons.put(
                    text(reason),
                    results.stream().filter(r -> r.verdict().reason() == reason).count());
        }
        latency(sum, results, seconds);
        return sum.toString();
    }

    private static void agreement(ObjectNode to, List<CaseResult> results) {
        List<CaseResult> labelled =
                results.stream().filter(r -> r.verified().isLabelled()).toList();
        long accepts = labelled.stream()
                .filter(r -> r.verdict().correct() && !expected(r))
                .count();
        long rejects = labelled.stream()
                .filter(r -> !r.verdict().correct() && expected(r))
                .count();
        to.put("labelled", labelled.size());
        if (labelled.isEmpty()) {
            to.putNull("accuracy");
        } else {
            to.put("accuracy", 1 - (accepts + rejects) / (double) labelled.size());
        }
        to.put("false_accepts", accepts);
        to.put("false_rejects", rejects);
    }

    private static boolean expected(CaseResult result) {
        return Boolean.TRUE.equals(result.verified().expected());
    }

    private static void latency(ObjectNode to, List<CaseResult> results, double seconds) {
        double[] millis =
                results.stream().mapToDouble(CaseResult::millis).sorted().toArray();
        to.put("per_second", Math.round(results.size() / seconds));
        to.put("p50_ms", rounded(rank(millis, 0.50)));
        to.put("p99_ms", rounded(rank(millis, 0.99)));
        to.put("max_ms", rounded(rank(millis, 1)));
    }

    /** The smallest value that this share of the values does not exceed. */
    private static double rank(double[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    private static double rounded(double millis) {
        return Math.round(millis * 1e3) / 1e3;
    }

    private static String text(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
