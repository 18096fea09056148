/**
 * The policy's arithmetic: one TorchScript program (the {@code .py} resources beside this package), the weights it
 * works on, packed batches, scoring and the gradient step. Knows DJL, but neither Spark nor how rollouts are chosen.
 */
@NullMarked
package org.acpo.executors.engine;

import org.jspecify.annotations.NullMarked;
