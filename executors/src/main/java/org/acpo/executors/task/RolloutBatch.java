package org.acpo.executors.task;

import java.io.Serializable;
import java.util.List;

/** What one task made of its orders. */
public record RolloutBatch(List<OrderedGroup> groups, RolloutTimes times) implements Serializable {}
