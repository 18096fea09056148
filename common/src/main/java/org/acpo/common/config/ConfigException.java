package org.acpo.common.config;

import org.acpo.common.UserException;

/** A configuration key that is unknown, missing or out of its range. */
public final class ConfigException extends UserException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }
}
