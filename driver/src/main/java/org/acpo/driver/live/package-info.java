/** The page about a run while it goes on, and afterwards: a small web server on this machine. */
@NullMarked
package org.acpo.driver.live;

import org.jspecify.annotations.NullMarked;
