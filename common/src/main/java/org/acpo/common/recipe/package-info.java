/**
 * The whole configuration of a command, put together from the sections that each package defines beside what it configures, and
 * the defaults that users read.
 */
@NullMarked
package org.acpo.common.recipe;

import org.jspecify.annotations.NullMarked;
