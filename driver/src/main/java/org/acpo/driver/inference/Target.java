package org.acpo.driver.inference;

/**
 * Where results go.
 *
 * @param path a file on any Hadoop file system
 * @param overwrite whether a file that is there may be replaced
 */
public record Target(String path, boolean overwrite) {}
