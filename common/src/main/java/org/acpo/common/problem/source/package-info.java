/**
 * Reads problems from what {@link org.acpo.common.problem.SourceConfig} names: a generator or files of JSON lines; and maps the
 * fields of any table to those of a problem.
 */
@NullMarked
package org.acpo.common.problem.source;

import org.jspecify.annotations.NullMarked;
