/**
 * The training loop: method.md from sampling to update, the state it keeps, and what it reports. Driver side.
 */
@NullMarked
package org.acpo.driver.train;

import org.jspecify.annotations.NullMarked;
