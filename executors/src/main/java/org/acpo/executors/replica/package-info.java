/**
 * The policy as executors hold it: one replica a device and model in each JVM, refreshed from versioned weight files.
 * Knows Spark's plugin and task contexts; what tasks do with a replica is {@link org.acpo.executors.task}.
 */
@NullMarked
package org.acpo.executors.replica;

import org.jspecify.annotations.NullMarked;
