package org.acpo.driver.train;

import java.util.List;
import org.acpo.common.problem.Problem;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.checkpoint.Checkpoints;

/**
 * What a training run is made of; {@link TrainingRun} puts it together, {@link TrainingLoop} uses it.
 *
 * @param train problems to train on
 * @param heldOut problems to evaluate on
 */
record RunParts(
        TrainConfig config,
        RunFolder folder,
        List<Problem> train,
        List<Problem> heldOut,
        Learner learner,
        Cluster cluster,
        Checkpoints checkpoints,
        Journal journal) {}
