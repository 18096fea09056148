/** The one class that has to live in DJL's package to reach its native library; see {@link ScriptCalls}. */
@NullMarked
package ai.djl.pytorch.jni;

import org.jspecify.annotations.NullMarked;
