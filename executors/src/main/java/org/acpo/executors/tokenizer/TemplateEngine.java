package org.acpo.executors.tokenizer;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.WasmModule;
import java.nio.charset.StandardCharsets;

/**
 * One compiled template in an instance of the engine: MiniJinja, by the author of jinja2, with what jinja2 and transformers
 * do otherwise ({@code src/main/rust}). It is WebAssembly that the build turns into Java classes, so it is the same on every
 * platform and reaches nothing outside its own memory. Not safe for several threads.
 */
final class TemplateEngine {
    private static final WasmModule MODULE = ChatTemplateModule.load();
    private static final int HEADER_BYTES = 5;

    private final Instance instance = Instance.builder(MODULE)
            .withMachineFactory(ChatTemplateModule::create)
            .build();

    private TemplateEngine() {}

    /** Why a template is refused; {@link #isBroken} when the engine stopped in the middle and cannot be used again. */
    @SuppressWarnings("serial")
    static final class TemplateException extends Exception {
        private final boolean broken;

        TemplateException(String message) {
            super(message);
            this.broken = false;
        }

        TemplateException(Throwable cause) {
            super("it stopped the template engine (" + cause.getMessage() + ")", cause);
            this.broken = true;
        }

        boolean isBroken() {
            return broken;
        }
    }

    static TemplateEngine compile(String source) throws TemplateException {
        TemplateEngine engine = new TemplateEngine();
        engine.call("compile", source);
        return engine;
    }

    /**
     * @param context JSON object of the names that the template sees
     * @param now like 2026-11-30T09:05:07
     */
    String render(String context, String now) throws TemplateException {
        return call("render", context, now);
    }

    private String call(String function, String... texts) throws TemplateException {
        try {
            long[] arguments = new long[2 * texts.length];
            for (int i = 0; i < texts.length; i++) {
                byte[] bytes = texts[i].getBytes(StandardCharsets.UTF_8);
                arguments[2 * i] = instance.export("allocate").apply(bytes.length)[0];
                arguments[2 * i + 1] = bytes.length;
                memory().write(Math.toIntExact(arguments[2 * i]), bytes);
            }
            return taken(Math.toIntExact(instance.export(function).apply(arguments)[0]));
        } catch (ChicoryException | StackOverflowError e) {
            throw new TemplateException(e);
        }
    }

    /** The text at {@code result}, whose memory is given back. */
    private String taken(int result) throws TemplateException {
        boolean failed = memory().read(result) != 0;
        byte[] text = memory().readBytes(result + HEADER_BYTES, memory().readInt(result + 1));
        instance.export("release").apply(result);
        String told = new String(text, StandardCharsets.UTF_8);
        if (failed) {
            throw new TemplateException(told);
        }
        return told;
    }

    private Memory memory() {
        return instance.memory();
    }
}
