package org.acpo.common.verify;

import java.lang.reflect.InvocationTargetException;
import org.acpo.common.UserException;

/** Verifiers that users bring in their own jar, by class name. */
final class CustomVerifiers {
    private static final String KEY = "verifier.class_name";

    private CustomVerifiers() {}

    /** An instance of the class, through the context class loader, which is the one that knows Spark's {@code --jars}. */
    static Verifier load(String className) {
        try {
            Class<?> type =
                    Class.forName(className, true, Thread.currentThread().getContextClassLoader());
            return (Verifier) type.getConstructor().newInstance();
        } catch (ClassNotFoundException e) {
            throw new UserException(
                    KEY + " is " + className + ", but no such class is on the class path; add its jar with --jars", e);
        } catch (ClassCastException e) {
            throw new UserException(
                    KEY + " is " + className + ", which does not implement " + Verifier.class.getName(), e);
        } catch (InvocationTargetException e) {
            throw new UserException(KEY + " is " + className + ", whose constructor failed: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new UserException(
                    KEY + " is " + className + ", which needs a public constructor without parameters", e);
        }
    }
}
