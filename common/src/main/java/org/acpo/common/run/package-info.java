/**
 * What a run leaves behind: where in the run folder it stands, and under which names its numbers are reported.
 */
@NullMarked
package org.acpo.common.run;

import org.jspecify.annotations.NullMarked;
