/**
 * Where in a response its final answer stands, and which part of that sentence it is. Knows nothing of mathematics beyond
 * what a formula and a number look like; every pass is linear in the response.
 */
@NullMarked
package org.acpo.common.verify.extract;

import org.jspecify.annotations.NullMarked;
