package org.acpo.common.config;

/**
 * A user's configuration file, whose keys override the defaults.
 *
 * @param name names it in messages, for instance its path
 * @param text its YAML; empty text overrides nothing
 */
public record Recipe(String name, String text) {}
