package org.acpo.common.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.acpo.common.problem.StepJudge.Judgement;

/**
 * Where the lines of a response stand and what they are. The first wrong line holds the first error; lines after it are
 * neither right nor wrong.
 *
 * @param lineStarts where each line that is not blank begins, in characters
 * @param judgements of the lines up to the first wrong one
 */
public record StepTruth(List<Integer> lineStarts, List<Judgement> judgements) {

    /** Judges the lines of {@code response}. */
    public static StepTruth of(StepJudge judge, String response) {
        List<Integer> starts = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        int at = 0;
        for (String line : response.split("\n", -1)) {
            if (!line.isBlank()) {
                starts.add(at);
                lines.add(line.strip());
            }
            at += line.length() + 1;
        }
        return new StepTruth(List.copyOf(starts), List.copyOf(judge.judge(lines)));
    }

    /** Where the first wrong line begins, or −1 when every line is right. */
    public int firstError() {
        int wrong = judgements.indexOf(Judgement.WRONG);
        return wrong < 0 ? -1 : lineStarts.get(wrong);
    }

    /**
     * The segment in which the first error begins, or −1 when every line is right.
     *
     * @param pieces text of each token
     * @param segmentEnds exclusive ends in tokens
     */
    public int errorSegment(List<String> pieces, int[] segmentEnds) {
        int error = firstError();
        int[] ends = characterEnds(pieces, segmentEnds);
        int segment = 0;
        while (error >= 0 && segment < ends.length - 1 && ends[segment] <= error) {
            segment++;
        }
        return error < 0 ? -1 : segment;
    }

    /** Where segments end, in characters. */
    public static int[] characterEnds(List<String> pieces, int[] segmentEnds) {
        int[] ends = new int[segmentEnds.length];
        int characters = 0;
        int token = 0;
        for (int k = 0; k < ends.length; k++) {
            for (; token < segmentEnds[k]; token++) {
                characters += pieces.get(token).length();
            }
            ends[k] = characters;
        }
        return ends;
    }

    /**
     * What the segment from character {@code start} to {@code end} is: wrong when the first error begins inside it, right when
     * it begins behind it, and then needed unless nothing in it is of a needed line; empty after the first error.
     */
    public Optional<Judgement> segment(int start, int end) {
        int error = firstError();
        if (error >= 0 && error < end) {
            return error < start ? Optional.empty() : Optional.of(Judgement.WRONG);
        }
        boolean needed = false;
        for (int i = 0; i < judgements.size() && lineStarts.get(i) < end; i++) {
            int lineEnd = i + 1 < lineStarts.size() ? lineStarts.get(i + 1) : Integer.MAX_VALUE;
            needed |= lineEnd > start && judgements.get(i) == Judgement.NEEDED;
        }
        return Optional.of(needed ? Judgement.NEEDED : Judgement.UNNECESSARY);
    }
}
