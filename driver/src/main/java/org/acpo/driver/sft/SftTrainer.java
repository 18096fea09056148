package org.acpo.driver.sft;

import ai.djl.Device;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.source.ProblemSet;
import org.acpo.common.recipe.SftConfig;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.common.run.MetricNames;
import org.acpo.common.run.RunFolder;
import org.acpo.common.update.LearningRate;
import org.acpo.executors.engine.GradientOptions;
import org.acpo.executors.engine.LossSpec;
import org.acpo.executors.engine.PolicyTrainer;
import org.acpo.executors.engine.Threads;
import org.acpo.executors.engine.UpdateStats;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelFolder;
import org.acpo.executors.tokenizer.PromptEncoder;
import org.apache.hadoop.conf.Configuration;

/**
 * Supervised training on worked solutions: next-token likelihood of the responses, in batches packed without padding. On
 * one machine and build the result is a function of the configuration. Runs in the calling process; single-threaded.
 */
public final class SftTrainer {
    private static final int SMOOTHED_STEPS = 20;

    private final SftConfig config;
    private final ModelFolder model;
    private final List<Problem> problems;
    private final ExampleMaker maker;
    private final HeldOut heldOut;
    private final PrintStream progress;

    private SftTrainer(SftConfig config, Configuration hadoop, PrintStream progress) {
        this.config = config;
        this.progress = progress;
        this.problems = ProblemSet.load(config.data().train(), hadoop);
        this.model = StartModel.of(config, problems, hadoop);
        PromptEncoder prompts = new PromptEncoder(config.prompt(), model.tokenizer());
        this.maker =
                new ExampleMaker(config, prompts, model.spec().eosTokenIds().get(0));
        this.heldOut =
                new HeldOut(config, prompts, ProblemSet.load(config.data().eval(), hadoop));
    }

    /**
     * Trains and leaves the model in {@code run.model()}.
     *
     * @param progress gets a line now and then
     * @throws UserException when the data, the model or the folder cannot be used; a folder is claimed only after data and
     *     model were found good
     */
    public static SftResult run(SftConfig config, RunFolder run, Configuration hadoop, PrintStream progress) {
        SftTrainer trainer = new SftTrainer(config, hadoop, progress);
        List<Example> first = trainer.examples(0);
        return trainer.train(first, SftFolder.claim(run, config, hadoop));
    }

    private SftResult train(List<Example> first, SftFolder folder) {
        SftConfig.Training training = config.training();
        int threads = training.threads() > 0
                ? training.threads()
                : Runtime.getRuntime().availableProcessors();
        Threads.limit(threads);
        GradientOptions gradients = new GradientOptions(
                training.tokensPerPack(),
                training.logitsMemoryMb(),
                GradientOptions.workers(model.spec().parameterCount(), threads),
                false);
        try (PolicyTrainer policy = PolicyTrainer.create(
                model.spec(), model.weights(), config.model().dtype(), Device.cpu(), config.optimizer(), gradients)) {
            Loop loop = new Loop(policy, folder, batches(first, 0));
            while (loop.step < loop.total) {
                loop.advance();
            }
            double passRate = loop.evaluate();
            HostTensor.Dtype saved =
                    config.model().saved() == Dtype.FLOAT32 ? HostTensor.Dtype.F32 : HostTensor.Dtype.BF16;
            return new SftResult(
                    folder.publish(model, policy.weights(), saved), loop.step, loop.smoothedLoss(), passRate);
        }
    }

    /** The examples of a pass that are not too long. */
    private List<Example> examples(int epoch) {
        List<Example> all = maker.epoch(problems, epoch);
        int longest = Math.min(config.training().maxTokens(), model.spec().maxPositions());
        List<Example> fitting = all.stream().filter(e -> e.tokens() <= longest).toList();
        if (fitting.isEmpty()) {
            throw new UserException("all " + all.size() + " examples are longer than " + longest
                    + " tokens; raise training.max_tokens or use a model with a longer context");
        }
        if (fitting.size() < all.size() && epoch == 0) {
            progress.println((all.size() - fitting.size()) + " of " + all.size()
                    + " examples are left out: longer than " + longest + " tokens (training.max_tokens)");
        }
        return fitting;
    }

    private List<List<Example>> batches(List<Example> examples, int epoch) {
        return Batches.of(examples, config.training().batchTokens(), config.seed(), epoch);
    }

    /** Where the training stands. */
    private final class Loop {
        private final PolicyTrainer policy;
        private final SftFolder folder;
        private final int total;
        private final Deque<List<Example>> waiting = new ArrayDeque<>();
        private final Deque<Double> losses = new ArrayDeque<>();
        private final long begun = System.nanoTime();
        private long tokens;
        private int epoch;
        private int step;

        Loop(PolicyTrainer policy, SftFolder folder, List<List<Example>> first) {
            this.policy = policy;
            this.folder = folder;
            waiting.addAll(first);
            SftConfig.Training training = config.training();
            total = training.steps() > 0 ? training.steps() : training.epochs() * first.size();
        }

        void advance() {
            if (waiting.isEmpty()) {
                epoch++;
                waiting.addAll(batches(examples(epoch), epoch));
            }
            List<Example> batch = waiting.remove();
            step++;
            double rate = LearningRate.at(step, total, config.optimizer());
            int learnt = batch.stream().mapToInt(e -> e.response().length).sum();
            UpdateStats stats =
                    policy.step(batch.stream().map(e -> e.group(1f / learnt)).toList(), LossSpec.likelihood(), rate);
            if (!stats.applied()) {
                throw new UserException("step " + step + " gave a loss of " + stats.loss()
                        + " that cannot be learnt from; lower optimizer.learning_rate = "
                        + config.optimizer().learningRate());
            }
            tokens += batch.stream().mapToInt(Example::tokens).sum();
            remember(stats.loss());
            report(stats, rate);
        }

        private void remember(double loss) {
            losses.add(loss);
            if (losses.size() > SMOOTHED_STEPS) {
                losses.remove();
            }
        }

        double smoothedLoss() {
            return losses.stream().mapToDouble(d -> d).average().orElse(Double.NaN);
        }

        private void report(UpdateStats stats, double rate) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put(MetricNames.STEP, step);
            row.put(MetricNames.EPOCH, epoch);
            row.put(MetricNames.LOSS, stats.loss());
            row.put(MetricNames.ENTROPY, stats.entropy());
            row.put(MetricNames.GRAD_NORM, stats.gradNorm());
            row.put(MetricNames.LEARNING_RATE, rate);
            row.put(MetricNames.TOKENS_PER_S, tokensPerSecond());
            int every = config.evaluation().every();
            if (every > 0 && step % every == 0 && step < total) {
                row.put(MetricNames.EVAL_PASS_AT_1, evaluate());
            }
            folder.log(row);
            if (step % config.training().logEvery() == 0 || step == total) {
                progress.printf(
                        "step %d/%d  loss %.4f  %.0f tokens/s  %.0f s left%n",
                        step, total, smoothedLoss(), tokensPerSecond(), secondsLeft());
            }
        }

        double evaluate() {
            double passRate = heldOut.passRate(policy.policy());
            if (step == total) {
                folder.log(Map.of(MetricNames.STEP, step, MetricNames.EVAL_PASS_AT_1, passRate));
            }
            progress.printf("step %d/%d  held-out pass@1 %.1f%%%n", step, total, 100 * passRate);
            return passRate;
        }

        private double tokensPerSecond() {
            return tokens / seconds();
        }

        private double secondsLeft() {
            return seconds() / step * (total - step);
        }

        private double seconds() {
            return (System.nanoTime() - begun) / 1e9;
        }
    }
}
