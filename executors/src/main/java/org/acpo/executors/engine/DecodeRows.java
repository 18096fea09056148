package org.acpo.executors.engine;

import ai.djl.ndarray.NDArray;

/**
 * R rows to decode, on the device. Row r's keys and values are in slot r of the cache.
 *
 * @param tokens [R] int64, each row's last token, which is not in the cache yet
 * @param positions [R] int64, where those stand
 * @param room [R] int64, how many tokens each row may still draw; a row without any draws nothing that counts
 * @param reach above all positions
 * @param uniforms [steps, R] float32, the numbers that draw
 * @param inverseTemperatures [R] float32, 1 / τ
 * @param tempered whether any temperature differs from 1
 * @param greedy [R] bool, rows that take the most probable token
 * @param anyGreedy whether there are such rows
 */
public record DecodeRows(
        NDArray tokens,
        NDArray positions,
        NDArray room,
        int reach,
        NDArray uniforms,
        NDArray inverseTemperatures,
        boolean tempered,
        NDArray greedy,
        boolean anyGreedy) {}
