/**
 * How configuration is read, and the ground floor that every configuration record stands on: range checks, nearest names, the
 * binding of YAML to records. It knows none of the records; {@link org.acpo.common.recipe} puts them together.
 */
@NullMarked
package org.acpo.common.config;

import org.jspecify.annotations.NullMarked;
