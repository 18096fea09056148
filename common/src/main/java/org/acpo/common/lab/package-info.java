/**
 * Measures credit: what is known of the steps of a response when its problem's right steps are known, and how well attribution
 * agrees with it. Nothing that trains uses it.
 */
@NullMarked
package org.acpo.common.lab;

import org.jspecify.annotations.NullMarked;
