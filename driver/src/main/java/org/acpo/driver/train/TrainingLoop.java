package org.acpo.driver.train;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.acpo.common.Stopwatch;
import org.acpo.common.UserException;
import org.acpo.common.advantage.AttributedBatch;
import org.acpo.common.advantage.CreditRule;
import org.acpo.common.advantage.CreditRules;
import org.acpo.common.advantage.CreditedBatch;
import org.acpo.common.curriculum.EpochPlan;
import org.acpo.common.curriculum.RunPosition;
import org.acpo.common.evaluate.EvaluationSummary;
import org.acpo.common.problem.Problem;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.driver.checkpoint.RunState;
import org.acpo.driver.rollout.SampledStep;
import org.jspecify.annotations.Nullable;

/**
 * The algorithm of method.md, one step after another: sample, which on executors is to judge, cut and attribute too; credit, update,
 * publish, evaluate, and tell the journal. Used by one thread.
 */
final class TrainingLoop implements AutoCloseable {
    private final RunParts run;
    private final TrainConfig config;
    private final Schedule schedule;
    private final Journal journal;
    private final StepRollouts rollouts;
    private final CreditRule rule;
    private final Updater updater;
    private final ReferencePolicy reference;
    private RunState state;
    private List<int[]> plan = List.of();
    private int plannedEpoch = -1;

    TrainingLoop(RunParts run, RunState state, Schedule schedule) {
        this.run = run;
        this.config = run.config();
        this.state = state;
        this.schedule = schedule;
        this.journal = run.journal();
        this.rollouts = new StepRollouts(run);
        this.rule =
                CreditRules.of(config.advantage(), new FirstErrors(run.learner().tokenizer()));
        this.updater = new Updater(
                config,
                run.learner().trainer(),
                (long) schedule.totalSteps() * config.update().minibatches(),
                run.learner().mode());
        this.reference = new ReferencePolicy(run);
    }

    /** Runs the steps that are left and returns the state after the last. */
    RunState run() {
        publish(state.step());
        if (state.heldOut().isEmpty()) {
            Stopwatch watch = new Stopwatch();
            EvaluationSummary summary = evaluate();
            journal.evaluated(schedule.start(List.of()), summary, watch.lap());
        }
        while (state.step() < schedule.totalSteps()) {
            step();
        }
        return state;
    }

    private void step() {
        RunPosition position = schedule.next(state.step(), state.heldOut());
        Journal.Entry entry = journal.begin(position);
        beginEpoch(position.epoch());
        state = reference.pin(state, position.stage());

        SampledStep sampled = rollouts.of(order(position), orderAhead(position));
        CreditedBatch credited =
                rule.credit(AttributedBatch.of(sampled.groups(), config.advantage(), state.reliability()));
        entry.credited(sampled, credited);
        run.learner().limitThreads(config);
        UpdateReport update = updater.update(credited, position, reference.scores());
        entry.updated(update);
        publish(position.step());
        entry.published();
        state = state.afterStep(
                run.learner().trainer().optimizerSteps(),
                state.difficulty().update(sampled.all(), config.curriculum().difficulty()),
                credited.reliability(),
                update.skippedInRow(state.skippedInRow()),
                entry.tokens(),
                entry.seconds());

        boolean evaluated = schedule.isEvaluated(position.step());
        if (evaluated) {
            Stopwatch watch = new Stopwatch();
            entry.evaluated(evaluate(), watch.lap());
        }
        // the row comes first, so that a checkpoint never lacks it
        journal.record(entry);
        save(evaluated);
        stopIfDiverged(position);
    }

    private void beginEpoch(int epoch) {
        if (epoch == plannedEpoch) {
            return;
        }
        if (state.step() % schedule.stepsPerEpoch() == 0) {
            state = state.beginEpoch();
        }
        plan = EpochPlan.of(
                config.seed(),
                epoch,
                problemWeights(),
                schedule.stepsPerEpoch(),
                config.rollout().promptsPerStep());
        plannedEpoch = epoch;
    }

    private double[] problemWeights() {
        List<String> ids = run.train().stream().map(Problem::id).toList();
        return state.epochDifficulty().weights(ids, config.curriculum().difficulty());
    }

    private StepRollouts.Order order(RunPosition position) {
        int[] problems = plan.get((position.step() - 1) % schedule.stepsPerEpoch());
        return new StepRollouts.Order(position, state.step(), problems, problemWeights());
    }

    /** What may be sampled while this step's update goes on; null for nothing. */
    private StepRollouts.@Nullable Order orderAhead(RunPosition position) {
        return schedule.samplesAhead(position.step())
                ? order(new RunPosition(position.epoch(), position.step() + 1, position.stage()))
                : null;
    }

    private void publish(int step) {
        run.cluster().weights().publish(step, run.learner().trainer().published());
        if (step == state.step()) {
            return;
        }
        Set<Integer> needed = new HashSet<>(rollouts.versions());
        needed.add(step);
        needed.addAll(reference.versions(state));
        run.cluster().weights().collect(needed);
    }

    private EvaluationSummary evaluate() {
        EvaluationSummary summary = run.cluster()
                .evaluator()
                .evaluate(
                        "step " + state.step() + ": evaluation",
                        config,
                        run.cluster().replica().at(state.step()),
                        run.heldOut());
        state = state.withEvaluation(summary.passAt1());
        return summary;
    }

    private void save(boolean evaluated) {
        boolean best = evaluated && config.checkpoint().keepBest() && state.bestStep() == state.step();
        if (best || schedule.isSaved(state.step())) {
            run.checkpoints().save(run.learner().model(), run.learner().trainer(), state, config.checkpoint());
        }
    }

    private void stopIfDiverged(RunPosition position) {
        if (state.skippedInRow() >= config.update().maxSkipped()) {
            throw new UserException(state.skippedInRow()
                    + " optimizer steps in a row gave a loss or gradient that is not finite; the last batch is at "
                    + run.folder().rollouts(position.epoch(), position.step())
                    + "; lower optimizer.learning_rate in " + run.folder().config()
                    + " and --resume from the last checkpoint");
        }
    }

    @Override
    public void close() {
        rollouts.close();
        journal.close();
        reference.close();
    }
}
