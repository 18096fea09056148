/**
 * Built-in generators of multi-step problems with verifiable answers. Each is a pure function of a random stream and its
 * parameters; {@link org.acpo.common.problem.generate.Generators} is the table of them, makes whole problem sets
 * and tells who judges a response's steps.
 * Files and their formats do not belong here.
 */
@NullMarked
package org.acpo.common.problem.generate;

import org.jspecify.annotations.NullMarked;
