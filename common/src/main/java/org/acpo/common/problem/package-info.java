/**
 * Problems and where they come from: readers, generators, and how a problem becomes a prompt.
 */
@NullMarked
package org.acpo.common.problem;

import org.jspecify.annotations.NullMarked;
