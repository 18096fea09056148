/**
 * Reading of texts that both problems and verifiers need, such as boxes in LaTeX. It knows neither of them.
 */
@NullMarked
package org.acpo.common.text;

import org.jspecify.annotations.NullMarked;
