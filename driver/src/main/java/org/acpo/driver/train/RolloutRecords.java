package org.acpo.driver.train;

import java.util.ArrayList;
import java.util.List;
import org.acpo.common.advantage.GroupAdvantages;
import org.acpo.common.problem.PromptConfig;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;
import org.acpo.common.rollout.RolloutRecord;
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
    List<RolloutRecord> of(int epoch, int step, int stage, CreditedStep credited) {
        List<RolloutRecord> records = new ArrayList<>();
        for (int g = 0; g < credited.groups().size(); g++) {
            RolloutGroup group = credited.groups().get(g);
            GroupAdvantages advantages = credited.advantages().get(g);
            String prompt = renderer.text(group.problem());
            for (int i = 0; i < group.rollouts().size(); i++) {
                Rollout rollout = group.rollouts().get(i);
                records.add(new RolloutRecord(
                        epoch,
                        step,
                        stage,
                        group.problem(),
                        prompt,
                        rollout,
                        tokenizer.pieces(rollout.tokens()),
                        advantages.outcome()[i],
                        advantages.attributions()[i],
                        advantages.stepAdvantages()[i],
                        advantages.stepClasses()[i]));
            }
        }
        return records;
    }
}
