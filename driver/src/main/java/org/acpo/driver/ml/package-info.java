/**
 * The trainer as part of Spark's MLlib: {@link org.acpo.driver.ml.AcpoTrainer} fits a {@link
 * org.acpo.driver.ml.PolicyModel}, {@link org.acpo.driver.ml.PassAt1Evaluator} judges its completions. A thin cover: what
 * is trained and how stands in {@link org.acpo.common.recipe.TrainConfig}, whose keys the params set. All of it also
 * serves Scala, and Python through {@code deploy/python/acpo.py}.
 */
@NullMarked
package org.acpo.driver.ml;

import org.jspecify.annotations.NullMarked;
