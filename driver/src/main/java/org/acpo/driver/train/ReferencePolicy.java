package org.acpo.driver.train;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.update.LoraConfig;
import org.acpo.common.update.UpdateConfig;
import org.acpo.common.update.UpdateConfig.Kl.Reference;
import org.acpo.common.update.UpdateConfig.Mode;
import org.acpo.driver.checkpoint.RunState;
import org.acpo.executors.engine.Policy;
import org.jspecify.annotations.Nullable;

/**
 * The policy that the KL term draws towards (method.md section 5): the policy as it is before the first step with such a term, or the
 * base policy. Driver side, used by one thread.
 */
final class ReferencePolicy implements AutoCloseable {
    private final RunParts run;
    private final UpdateConfig.Kl kl;
    private @Nullable GroupScores scores;

    ReferencePolicy(RunParts run) {
        this.run = run;
        this.kl = run.config().update().kl();
    }

    /** Pins the reference before the first step of a stage that has a KL term; the state then says which version it is. */
    RunState pin(RunState state, int stage) {
        boolean wanted = kl.coefficient() > 0 && kl.stages().contains(stage);
        if (!wanted || scores != null) {
            return state;
        }
        RunState pinned = state.referenceVersion() != null
                ? state
                : state.withReference(kl.reference() == Reference.BASE ? 0 : state.step());
        scores = at(Objects.requireNonNull(pinned.referenceVersion()));
        return pinned;
    }

    /** Scores under it; null before it is pinned. */
    @Nullable
    GroupScores scores() {
        return scores;
    }

    /** Versions whose weights must stay for it. */
    Set<Integer> versions(RunState state) {
        Set<Integer> needed = new HashSet<>();
        if (state.referenceVersion() != null) {
            needed.add(state.referenceVersion());
        }
        if (kl.coefficient() > 0 && kl.reference() == Reference.BASE) {
            needed.add(0);
        }
        return needed;
    }

    /** Held on the driver unless executors do the update. */
    private GroupScores at(int version) {
        TrainConfig config = run.config();
        Cluster cluster = run.cluster();
        if (config.update().mode() == Mode.EXECUTORS) {
            return new ExecutorScores(config, cluster.job(), cluster.replica().at(version), "reference scores");
        }
        Learner learner = run.learner();
        LoraConfig lora = config.model().lora();
        Policy policy = lora.isOn()
                ? learner.trainer().pinned(lora, cluster.weights().read(version))
                : Policy.serve(
                        learner.model().spec(),
                        cluster.weights().read(version),
                        config.model().dtype(),
                        learner.device());
        return new DriverScores(policy, learner.trainer().scorer(policy));
    }

    @Override
    public void close() {
        if (scores != null) {
            scores.close();
        }
    }
}
