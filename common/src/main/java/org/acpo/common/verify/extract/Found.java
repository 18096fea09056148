package org.acpo.common.verify.extract;

/**
 * An answer and where it was stated.
 *
 * @param start offset of its marker, or of the answer itself if it has none
 * @param marked whether a box or marker said that this is the answer
 */
public record Found(String text, int start, boolean marked) {}
