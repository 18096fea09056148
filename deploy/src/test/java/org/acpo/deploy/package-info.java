/**
 * The distribution as users run it: every test starts {@code bin/acpo} and real Spark processes.
 */
package org.acpo.deploy;
