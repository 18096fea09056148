/**
 * Models as Hugging Face ships them: config.json, safetensors, whole folders, LoRA adapters. No tensor arithmetic here but the
 * merging of an adapter into its base.
 */
@NullMarked
package org.acpo.executors.model;

import org.jspecify.annotations.NullMarked;
