/**
 * Text to tokens and back, chat templates, and the trainer of the shipped policy's tokenizer. Nothing here knows models.
 *
 * <p>Chat templates run in MiniJinja, by the author of jinja2, as WebAssembly that Chicory compiles to Java classes at build
 * time. Measured with Qwen2.5's template on two busy cores: 0.8 MB in jars, 1.8 s to the first prompt, 60 ms to another
 * template, 0.8 to 1.7 ms for each further prompt; all 128 templates tried of published models print what they print in
 * transformers. Hugging Face's JavaScript implementation in Rhino took 4.5 s and 5 ms, and printed otherwise in silence nine
 * of 91 one-line templates; jinja2 itself in GraalPy is 266 MB and took 40 s.
 */
@NullMarked
package org.acpo.executors.tokenizer;

import org.jspecify.annotations.NullMarked;
