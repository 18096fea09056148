/**
 * Programs in responses: finding them, running them on tests in a sandbox, and comparing what they print or return.
 * Expected outputs never enter the sandbox. What a passed test is worth does not belong here.
 */
@NullMarked
package org.acpo.common.verify.code;

import org.jspecify.annotations.NullMarked;
