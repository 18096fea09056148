package org.acpo.driver.train;

import org.acpo.driver.evaluate.Evaluator;
import org.acpo.driver.rollout.StepSampler;
import org.acpo.driver.spark.DealtJob;
import org.acpo.executors.replica.ReplicaSpec;
import org.acpo.executors.replica.WeightStore;

/**
 * What executors do for a run.
 *
 * @param replica the policy that each executor holds, at no version yet
 * @param weights where versions of the policy are published for them
 */
record Cluster(ReplicaSpec replica, DealtJob job, StepSampler sampler, Evaluator evaluator, WeightStore weights) {}
