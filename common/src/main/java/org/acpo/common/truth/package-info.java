/**
 * What is known of the steps of a response when its problem's right steps are known, and how well credit agrees with it. Used
 * to measure attribution, never to train.
 */
@NullMarked
package org.acpo.common.truth;

import org.jspecify.annotations.NullMarked;
