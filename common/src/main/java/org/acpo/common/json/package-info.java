/** Files of JSON Lines on Hadoop file systems, read with their line numbers. Knows nothing of what the lines hold. */
@NullMarked
package org.acpo.common.json;

import org.jspecify.annotations.NullMarked;
