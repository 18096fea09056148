package org.acpo.driver.train;

import java.util.ArrayList;
import java.util.List;
import org.acpo.common.advantage.CreditedBatch;
import org.acpo.common.advantage.CreditedGroup;
import org.acpo.common.advantage.CreditedRollout;
import org.acpo.common.curriculum.RunPosition;
import org.acpo.common.dataset.RolloutRecord;
import org.acpo.common.problem.PromptConfig;
import org.acpo.executors.tokenizer.PromptEncoder;
import org.acpo.executors.tokenizer.Tokenizer;

/** Makes the rows of the rollout dataset out of a step. */
final class RolloutRecords {
    private final PromptEncoder renderer;
    private final Tokenizer tokenizer;

    RolloutRecords(PromptConfig prompt, Tokenizer tokenizer) {
        this.renderer = new PromptEncoder(prompt, tokenizer);
        this.tokenizer = tokenizer;
    }

    /** One record a rollout, group by group. */
    List<RolloutRecord> of(RunPosition position, CreditedBatch batch) {
        List<RolloutRecord> records = new ArrayList<>();
        for (CreditedGroup group : batch.groups()) {
            String prompt = renderer.text(group.problem());
            for (CreditedRollout credited : group.rollouts()) {
                List<String> pieces = tokenizer.pieces(credited.rollout().tokens());
                records.add(new RolloutRecord(position, group.problem(), prompt, pieces, credited));
            }
        }
        return records;
    }
}
