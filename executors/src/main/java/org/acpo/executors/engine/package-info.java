/**
 * The policy's arithmetic: one TorchScript program (the {@code .py} resources beside this package), the weights it
 * works on, packed batches, scoring and the gradient step. Knows DJL, but neither Spark nor how rollouts are chosen.
 * {@link org.acpo.executors.engine.PolicyProgram} has a Java method for each method of the program that Java calls; which
 * weights there are, and where, {@link org.acpo.executors.model.LayerWeight} says for both sides.
 */
@NullMarked
package org.acpo.executors.engine;

import org.jspecify.annotations.NullMarked;
