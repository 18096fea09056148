/**
 * What makes an executor of a test fail at a chosen moment of its work: by SIGKILL, by an exception, by being slow. On the
 * class path of such executors only.
 */
package org.acpo.deploy.faults;
