/**
 * Text to tokens and back, chat templates, and the trainer of the shipped policy's tokenizer. Nothing here knows models.
 *
 * <p>Chat templates run in MiniJinja, as WebAssembly that Chicory compiles to Java classes at build time. @MEASURED@
 */
@NullMarked
package org.acpo.executors.tokenizer;

import org.jspecify.annotations.NullMarked;
