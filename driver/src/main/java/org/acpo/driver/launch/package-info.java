/**
 * What {@code bin/acpo} turns into: one Java program, plain or a Spark application, with its options and environment.
 * Everything here runs in a small JVM of its own before that program starts, so it knows neither picocli nor a session, and
 * uses of Spark its launcher alone.
 */
@NullMarked
package org.acpo.driver.launch;

import org.jspecify.annotations.NullMarked;
