package org.acpo.executors.engine;

/**
 * The numbers of one AdamW step.
 *
 * @param number of the step, from 1
 * @param scale by which gradients are multiplied first
 */
record AdamWStep(
        int number,
        double learningRate,
        double beta1,
        double beta2,
        double weightDecay,
        double epsilon,
        double scale) {}
