package org.acpo.driver.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.acpo.common.advantage.CreditedRollout;
import org.acpo.common.curriculum.RunPosition;
import org.acpo.common.dataset.RolloutRecord;
import org.acpo.common.problem.Problem;
import org.acpo.common.rollout.Attribution.Estimator;
import org.acpo.common.rollout.Attribution.Measure;
import org.acpo.common.rollout.Draw;
import org.acpo.common.rollout.Response;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.Step;
import org.acpo.common.run.MetricNames;
import org.acpo.common.run.RunFolder;
import org.acpo.common.verify.Verdict;
import org.acpo.driver.rollout.RolloutWriter;
import org.apache.hadoop.conf.Configuration;

/** Writes a run folder as a trainer would leave it: made-up numbers in the real files. */
final class SampleRun {
    /** A configuration as far as the report names it. */
    static final String CONFIG = """
            seed: 17
            model: {path: "builtin:nano", dtype: float32}
            data: {train: {kind: generator, generator: modular_chain, count: 2048}}
            rollout: {prompts_per_step: 32, samples_per_prompt: 8}
            segmentation: {kind: entropy}
            attribution: {enabled: true, reliability: {buckets: 4}}
            advantage: {outcome: group_norm, step_weight: 0.5}
            curriculum: {epochs: 4, switch_epoch: 2}
            optimizer: {learning_rate: 1.0e-4}
            """;

    private static final int STEPS_PER_EPOCH = 10;
    private final Path root;
    private final int steps;
    private final SplittableRandom random = new SplittableRandom(7);
    private boolean attributed = true;

    SampleRun(Path root, int steps) {
        this.root = root;
        this.steps = steps;
    }

    /** The metrics in lines of JSON. */
    static Metrics parse(String... lines) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String line :
                String.join("\n", lines).lines().filter(text -> !text.isBlank()).toList()) {
            try {
                rows.add(new ObjectMapper().readValue(line, new TypeReference<Map<String, Object>>() {}));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(line, e);
            }
        }
        return Metrics.of(rows);
    }

    SampleRun withoutAttribution() {
        attributed = false;
        return this;
    }

    RunFolder folder() {
        return RunFolder.of(root.toUri().toString());
    }

    /** Stage 2 is the second half. */
    int stage(int step) {
        return step <= steps / 2 ? 1 : 2;
    }

    void writeConfig(String yaml) throws IOException {
        Files.createDirectories(root);
        Files.writeString(root.resolve("config.yaml"), yaml);
    }

    void writeMetrics() throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<String> lines = new ArrayList<>();
        for (int step = 0; step <= steps; step++) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put(MetricNames.STEP, step);
            row.put(MetricNames.EPOCH, Math.max(0, step - 1) / STEPS_PER_EPOCH);
            if (step > 0) {
                learning(row, step);
                cost(row, step);
            }
            if (step % 10 == 0 || step == steps) {
                evaluation(row, step);
            }
            lines.add(json.writeValueAsString(row));
        }
        Files.write(root.resolve("metrics.jsonl"), lines);
    }

    private double progress(int step) {
        return 1 / (1 + Math.exp(-7.0 * step / steps + 3)) - 0.047;
    }

    private double around(double value, double spread) {
        return value + spread * (random.nextDouble() + random.nextDouble() - 1);
    }

    private void learning(Map<String, Object> row, int step) {
        int stage = stage(step);
        double right = around(0.42 + 0.4 * progress(step), 0.1);
        double late = Math.max(0, step - steps / 2.0) / (steps / 2.0);
        row.put(MetricNames.STAGE, stage);
        row.put(MetricNames.REWARD_MEAN, right + around(0.02, 0.01));
        row.put(MetricNames.TRAIN_PASS_AT_1, right);
        row.put(MetricNames.TRAIN_PASS_AT_K, Math.min(1, right + 0.22));
        row.put(MetricNames.ENTROPY, around(0.62 + 0.06 * Math.sin(step / 9.0) - 0.38 * late, 0.04));
        row.put(MetricNames.KL, stage == 1 ? 0 : around(0.004 + 0.02 * late, 0.003));
        row.put(MetricNames.CLIP_LOW, around(0.012, 0.008));
        row.put(MetricNames.CLIP_HIGH, around(0.02 + 0.01 * late, 0.012));
        row.put(MetricNames.RATIO_MIN, around(0.45, 0.2));
        row.put(MetricNames.RATIO_MEAN, around(1, 0.002));
        row.put(MetricNames.RATIO_MAX, around(2.1, 0.8));
        row.put(MetricNames.GRAD_NORM, step == 3 ? "NaN" : around(0.7 - 0.2 * progress(step), 0.25));
        row.put(MetricNames.LEARNING_RATE, 1e-4 * Math.min(1, step / 5.0));
        row.put(MetricNames.SEGMENTS_MEAN, around(4.2 + progress(step), 0.3));
        double helpful = around(0.34 + 0.12 * progress(step), 0.04);
        double harmful = around(0.22 - 0.09 * progress(step), 0.03);
        row.put(MetricNames.HELPFUL, helpful);
        row.put(MetricNames.HARMFUL, harmful);
        row.put(MetricNames.NEUTRAL, 1 - helpful - harmful);
        row.put(MetricNames.RELIABILITY + "last", around(0.35 + 0.2 * progress(step), 0.04));
        row.put(MetricNames.RELIABILITY + "last-1", around(0.22 + 0.15 * progress(step), 0.04));
        row.put(MetricNames.RELIABILITY + "last-2", around(0.1 + 0.1 * progress(step), 0.04));
        row.put(MetricNames.RELIABILITY + "last-3", Math.max(0, around(0.04, 0.04)));
        row.put(MetricNames.LENGTH_MEAN, around(58 + 14 * progress(step), 3));
        row.put(MetricNames.LENGTH_MAX, around(150, 50));
        row.put(MetricNames.TRUNCATED, Math.max(0, around(0.06 - 0.05 * progress(step), 0.02)));
        row.put(MetricNames.ZERO_VARIANCE_FRAC, around(0.2 + 0.2 * progress(step), 0.06));
        row.put(MetricNames.HARD_FRAC, Math.max(0, around(0.45 - 0.35 * progress(step), 0.08)));
        row.put(MetricNames.ROLLOUTS, 256);
        row.put(MetricNames.VERIFIER + "correct", Math.round(256 * right));
        row.put(MetricNames.VERIFIER + "no_answer", 8);
        row.put(MetricNames.VERIFIER + "truncated", 5);
        row.put(MetricNames.VERIFIER + "wrong", 256 - 13 - Math.round(256 * right));
    }

    private void cost(Map<String, Object> row, int step) {
        double generate = around(1.3, 0.2);
        double update = around(1.1, 0.1);
        row.put(MetricNames.TIME_GENERATE, generate);
        row.put(MetricNames.TIME_VERIFY, 0.03);
        row.put(MetricNames.TIME_ATTRIBUTE, around(0.32, 0.05));
        row.put(MetricNames.TIME_REFERENCE, stage(step) == 2 ? 0.3 : 0);
        row.put(MetricNames.TIME_UPDATE, update);
        row.put(MetricNames.TIME_PUBLISH, 0.05);
        row.put(MetricNames.TIME_ROLLOUTS, 0.2);
        row.put(MetricNames.TIME_STEP, generate + update + 1.2);
        row.put(MetricNames.TOKENS_PER_S, 256 * 64 / (generate + update + 1));
        row.put(MetricNames.GENERATE_TOKENS_PER_S, 256 * 64 / generate);
        row.put(MetricNames.UPDATE_TOKENS_PER_S, 256 * 64 / update);
    }

    private void evaluation(Map<String, Object> row, int step) {
        double pass = step == 0 ? 0.41 : 0.41 + 0.26 * step / steps;
        row.put(MetricNames.EVAL_PASS_AT_1, pass);
        row.put(MetricNames.EVAL_PASS_AT_1_LOW, pass - 0.066);
        row.put(MetricNames.EVAL_PASS_AT_1_HIGH, pass + 0.066);
        row.put(MetricNames.EVAL_PROBLEMS, 200);
        row.put(MetricNames.TIME_EVALUATE, 3.0);
    }

    /** Writes the rollouts of steps 1 to {@code steps}, {@code perStep} each. */
    void writeRollouts(int perStep) {
        RolloutWriter writer = new RolloutWriter(new Configuration(false), folder());
        for (int step = 1; step <= steps; step++) {
            List<RolloutRecord> records = new ArrayList<>();
            for (int i = 0; i < perStep; i++) {
                RunPosition position = new RunPosition((step - 1) / STEPS_PER_EPOCH, step, stage(step));
                records.add(new SampleRollout(random, step, i, progress(step)).record(position, attributed));
            }
            writer.write(records);
        }
    }

    /** One made-up solution of a modular chain, with an error in it if it is to be wrong. */
    private static final class SampleRollout {
        private final SplittableRandom random;
        private final int step;
        private final int number;
        private final boolean right;
        private final boolean truncated;
        private final List<String> tokens = new ArrayList<>();
        private final List<Integer> ends = new ArrayList<>();
        private final StringBuilder problem = new StringBuilder();
        private String answer = "";
        private String found = "";

        SampleRollout(SplittableRandom random, int step, int number, double progress) {
            this.random = random;
            this.step = step;
            this.number = number;
            this.right = random.nextDouble() < 0.42 + 0.4 * progress;
            this.truncated = !right && random.nextInt(8) == 0;
            write(new SplittableRandom(1000L * step + number / 4));
        }

        private void write(SplittableRandom chain) {
            int value = chain.nextInt(2, 30);
            int shown = value;
            int links = chain.nextInt(3, 6);
            int slip = random.nextInt(links);
            problem.append("Start with ").append(value).append('.');
            say("We", " start", " with", " ", String.valueOf(value), ".", "\n");
            ends.add(tokens.size());
            for (int link = 0; link < links; link++) {
                int by = chain.nextInt(2, 9);
                boolean times = chain.nextBoolean();
                problem.append(times ? " Multiply by " : " Add ").append(by).append(", keep the remainder modulo 37.");
                value = (times ? value * by : value + by) % 37;
                int raw = times ? shown * by : shown + by;
                int next = !right && link == slip ? (raw + 1 + random.nextInt(5)) % 37 : raw % 37;
                say(times ? "Multiply" : "Add", " ", String.valueOf(by), ":", " ", String.valueOf(shown));
                say(times ? " ×" : " +", " ", String.valueOf(by), " =", " ", String.valueOf(raw), ",");
                say(" and", " ", String.valueOf(raw), " mod", " ", "37", " =", " ", String.valueOf(next), ".", "\n");
                ends.add(tokens.size());
                shown = next;
            }
            answer = String.valueOf(value);
            found = String.valueOf(shown);
            if (!truncated) {
                say("Final", " answer", ":", " \\", "boxed", "{", found, "}", "<|end|>");
                ends.add(tokens.size());
            }
        }

        private void say(String... pieces) {
            tokens.addAll(List.of(pieces));
        }

        private List<Double> attributions(boolean correct) {
            List<Double> deltas = new ArrayList<>();
            for (int k = 0; k < ends.size(); k++) {
                double late = (k + 1.0) / ends.size();
                double mean = correct ? 0.9 * late : 0.1 - 0.6 * late * random.nextDouble();
                deltas.add(mean + 0.5 * (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5));
            }
            return deltas;
        }

        RolloutRecord record(RunPosition position, boolean attributed) {
            boolean correct = right && !truncated && found.equals(answer);
            double advantage = correct ? 0.8 : -1.1;
            List<Double> deltas = attributions(correct);
            double[] values = new double[deltas.size() + 1];
            double[] credits = new double[deltas.size()];
            int[] classes = new int[deltas.size()];
            values[0] = -3.2;
            for (int k = 0; k < credits.length; k++) {
                double delta = deltas.get(k);
                values[k + 1] = values[k] + delta;
                credits[k] = advantage + 0.3 * delta;
                classes[k] = delta > 0.1 ? 1 : delta < -0.1 ? -1 : 0;
            }
            String id = "chain-" + step + "-" + number / 4;
            String text = problem + " What is the result?" + (step == 1 ? " Mind </script><b>." : "");
            Problem asked = new Problem(id, text, answer, 2, "modular_chain", null, null);
            Rollout rollout = rollout(id, correct, attributed ? values : new double[0]);
            return new RolloutRecord(
                    position,
                    asked,
                    problem + "\n",
                    tokens,
                    new CreditedRollout(rollout, advantage, credits, classes, -1));
        }

        private Rollout rollout(String id, boolean correct, double[] values) {
            float[] entropies = new float[tokens.size()];
            float[] logProbs = new float[tokens.size()];
            int[] ids = new int[tokens.size()];
            for (int t = 0; t < ids.length; t++) {
                String token = tokens.get(t);
                double sure = token.isBlank() ? 0.05 : token.matches("\\d+") ? 0.9 : 0.35;
                double entropy = sure * random.nextDouble() * 2;
                entropies[t] = (float) entropy;
                logProbs[t] = (float) (-entropy * random.nextDouble());
                ids[t] = Math.floorMod(token.hashCode(), 500);
            }
            Verdict.Reason reason =
                    correct ? Verdict.Reason.CORRECT : truncated ? Verdict.Reason.TRUNCATED : Verdict.Reason.WRONG;
            boolean first = number % 4 < 2;
            int[] stepEnds = ends.stream().mapToInt(Integer::intValue).toArray();
            return new Rollout(
                    new Draw(id, number % 4, step - 1, first ? 1 : 2, first ? 1f : 1.2f),
                    Response.written(
                            ids, logProbs, entropies, String.join("", tokens).toLowerCase(Locale.ROOT), truncated),
                    new Verdict(correct ? 1 : 0, correct, truncated ? null : found, -1, reason),
                    Step.attributed(Step.cut(stepEnds, entropies), Estimator.GOLD_PROBE, Measure.LOG_PROB, values));
        }
    }
}
