/** Models as Hugging Face ships them: config.json, safetensors, whole folders. No tensor arithmetic here. */
@NullMarked
package org.acpo.executors.model;

import org.jspecify.annotations.NullMarked;
