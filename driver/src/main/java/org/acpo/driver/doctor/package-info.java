/** What {@code acpo doctor} looks at: whether this machine and its cluster can run acpo, and if not, how to mend it. */
@NullMarked
package org.acpo.driver.doctor;

import org.jspecify.annotations.NullMarked;
