/**
 * What executors do for the driver: the few serializable Spark tasks, the values they take and give, and the Kryo
 * registration of these values.
 */
@NullMarked
package org.acpo.executors.task;

import org.jspecify.annotations.NullMarked;
