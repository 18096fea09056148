/**
 * The command line: one class a command. Commands read options, call what they are the front of, and print one JSON
 * object as the last line of standard output; everything else they say goes to standard error.
 */
@NullMarked
package org.acpo.driver.cli;

import org.jspecify.annotations.NullMarked;
