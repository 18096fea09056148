/** The one class that has to live in Spark's package to reach what its launcher builds; see {@link LaunchedCommand}. */
@NullMarked
package org.apache.spark.launcher;

import org.jspecify.annotations.NullMarked;
