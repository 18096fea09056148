/**
 * The laboratory: what compares and measures, as {@code acpo bench}, {@code acpo study} and {@code acpo credit} do. It may use all
 * of the driver; nothing that trains uses it.
 */
@NullMarked
package org.acpo.driver.lab;

import org.jspecify.annotations.NullMarked;
