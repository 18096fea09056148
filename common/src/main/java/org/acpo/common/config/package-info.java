/**
 * Typed configuration: the records' root, range checks, and the binding of YAML to records.
 */
@NullMarked
package org.acpo.common.config;

import org.jspecify.annotations.NullMarked;
