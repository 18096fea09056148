/** Text to tokens and back, chat templates, and the trainer of the shipped policy's tokenizer. Nothing here knows models. */
@NullMarked
package org.acpo.executors.tokenizer;

import org.jspecify.annotations.NullMarked;
