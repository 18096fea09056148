/**
 * A model applied to files: responses drawn, sequences scored, steps credited, each as Spark jobs over waves of lines, so
 * that no file has to fit into memory with its results. Files in and out are JSON Lines on any Hadoop file system;
 * everything that can be wrong with the input shows before the first job.
 */
@NullMarked
package org.acpo.driver.inference;

import org.jspecify.annotations.NullMarked;
