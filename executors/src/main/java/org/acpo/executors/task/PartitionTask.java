package org.acpo.executors.task;

import java.io.Serializable;
import java.util.List;

/**
 * What the tasks of a job do. Serializable, made on the driver, runs on executors; the driver's {@code DealtJob} deals the items out
 * and puts the results back in their order.
 *
 * @param <T> an item, of a type that {@link KryoClasses} registers
 * @param <R> the result of an item, likewise
 * @param <S> what a task says of all its items, likewise
 */
@FunctionalInterface
public interface PartitionTask<T, R, S> extends Serializable {
    /** @param items at least one */
    Made<R, S> run(List<T> items);

    /**
     * What a task made.
     *
     * @param results one an item, in their order
     */
    record Made<R, S>(List<R> results, S summary) {}
}
