/**
 * Studies: several methods, tasks and seeds trained from one base under equal conditions, and a page that compares them.
 * Driver side.
 */
@NullMarked
package org.acpo.driver.lab.study;

import org.jspecify.annotations.NullMarked;
