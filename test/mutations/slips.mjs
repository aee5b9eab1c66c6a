// Forty slips that a maintainer could make in one line of the engine. Each was chosen for what it would break, before it was
// known whether a test sees it. A file is found by its base name and by the text, so that it may move from folder to folder.

/** @typedef {{ file: string, find: string, replace: string, breaks: string }} Slip */

/** @type {readonly Slip[]} */
export const SLIPS = [
  // turns
  {
    file: 'claim.ts',
    find: ' && leftToAllot(state) > 0',
    replace: '',
    breaks: 'an item is claimed though the stage budget is used up',
  },
  {
    file: 'messages.ts',
    find: 'Math.max(turn.heldUnder, message.leashVersion)',
    replace: 'message.leashVersion',
    breaks: 'a late message makes a turn that stands still look as if it ran',
  },
  {
    file: 'budget.ts',
    find: 'if (grant !== state.grant) return;',
    replace: '',
    breaks: 'what is left of an old stage budget takes the place of the new one',
  },
  {
    file: 'leash.ts',
    find: 'early.leash.version > leash.version',
    replace: 'early.leash.version < leash.version',
    breaks: 'a leash that overtook its activation is forgotten',
  },
  {
    file: 'end.ts',
    find: 'early.turn !== activation.turn || ',
    replace: '',
    breaks: 'an end that was meant for an earlier turn ends this one',
  },
  {
    file: 'proceed.ts',
    find: 'activation.stageNumber > limit',
    replace: 'activation.stageNumber >= limit',
    breaks: 'the last stage run that the plan allows is refused',
  },
  // gates
  {
    file: 'gate.ts',
    find: '[runId, requestId, granted.length]',
    replace: '[runId, requestId]',
    breaks: 'a stage whose grant has expired asks under the id that was decided already',
  },
  {
    file: 'approvals.ts',
    find: 'if (turn !== undefined) turn.heldUnder = 0;',
    replace: '',
    breaks: 'a turn whose question was answered still counts as standing still',
  },
  {
    file: 'approvals.ts',
    find: 'at >= expiresAt',
    replace: 'at > expiresAt',
    breaks: 'a question does not expire at the moment that it names',
  },
  {
    file: 'decided.ts',
    find: 'if (asked.id !== message.approvalId) return;',
    replace: '',
    breaks: 'the decision on an earlier question answers the one that is open',
  },
  // closure
  {
    file: 'judged.ts',
    find: 'target.rounds >= limit',
    replace: 'target.rounds > limit',
    breaks: 'one round of remediation more than the plan allows',
  },
  {
    file: 'judged.ts',
    find: 'target.worked = false;',
    replace: '',
    breaks: 'the same gap is planned again though no work was done between',
  },
  {
    file: 'target.ts',
    find: "(target.worked && target.state === 'open')",
    replace: 'target.worked',
    breaks: 'a parked root is not judged again after new work',
  },
  // usage
  {
    file: 'failures.ts',
    find: '`{look}. To let it spend more: ${LIFTING}, then \\`millrace retry {item}\\`.`,',
    replace: '',
    breaks: 'an item that spent too much gets the remedy of any other',
  },
  {
    file: 'count.ts',
    find: 'addTokens(usage.spans, span, upTo - counted)',
    replace: 'addTokens(usage.spans, span, upTo)',
    breaks: 'tokens that were reported before are counted again',
  },
  {
    file: 'measure.ts',
    find: '(span + 1) * SPAN_MS + ROLLING_MS',
    replace: 'span * SPAN_MS + ROLLING_MS',
    breaks: 'a span leaves the window while a part of it still lies in it',
  },
  {
    file: 'govern.ts',
    find: 'if (!usage.rules.autoResume) return;',
    replace: '',
    breaks: 'work goes on by itself where a person has to let it',
  },
  {
    file: 'limits.ts',
    find: '(turn.tokens ?? 0) + ',
    replace: '',
    breaks: 'what the activation spent before is taken off its limit twice',
  },
  {
    file: 'state.ts',
    find: "(until ?? '') > last",
    replace: "(until ?? '') < last",
    breaks: 'work goes on when the first of the blockers has ended, not the last',
  },
  // claims
  {
    file: 'dependencies.ts',
    find: 'one.done && one.key === key',
    replace: 'one.key === key',
    breaks: 'a cancelled task counts as done for those that need it',
  },
  {
    file: 'replaced.ts',
    find: 'if (isReplaced(state, key)) return [];',
    replace: '',
    breaks: 'an item is superseded before all that replaces it is done',
  },
  // recovery
  {
    file: 'environment.ts',
    find: 'Math.min(tries, steps.length - 1)',
    replace: 'tries',
    breaks: 'after the last wait of the plan the waits get short again',
  },
  {
    file: 'environment.ts',
    find: ' || activation.wait.until !== until',
    replace: '',
    breaks: 'the timer of an earlier wait ends a later one',
  },
  {
    file: 'handoff.ts',
    find: 'generation > plan.limits.generations',
    replace: 'generation >= plan.limits.generations',
    breaks: 'one generation of hand-offs less than the plan allows',
  },
  {
    file: 'first-failure.ts',
    find: 'activation.firstFailure ??= failureClass',
    replace: 'activation.firstFailure = failureClass',
    breaks: 'an item is blocked for what its last repair ran into, not for what began it',
  },
  // ladders and routes
  {
    file: 'ladder.ts',
    find: 'used >= spec.max',
    replace: 'used > spec.max',
    breaks: 'every bound is spent once too often',
  },
  {
    file: 'apply.ts',
    find: 'environmentTries: 0, lostHosts: 0',
    replace: 'environmentTries: 0',
    breaks: 'hosts that an earlier stage lost count against the next one',
  },
  {
    file: 'apply.ts',
    find: 'RECENT_KEPT = 10',
    replace: 'RECENT_KEPT = 100',
    breaks: 'the status card grows without measure',
  },
  {
    file: 'resume.ts',
    find: ' && worksOn(graph, resume, family)',
    replace: '',
    breaks: 'a repair sends an item to a stage that does not work on its family',
  },
  // control
  {
    file: 'control.ts',
    find: 'if (state.usage) state.usage.sessionTokens = 0;',
    replace: '',
    breaks: 'a new worker begins with the tokens of the session before',
  },
  {
    file: 'reclaim.ts',
    find: '{ grant: 0, remaining: null,',
    replace: '{ grant: state.grant, remaining: null,',
    breaks: 'a lineage that was ended from outside takes the stage budget away',
  },
  // interventions, and blocked work that is queued again
  {
    file: 'failures.ts',
    find: "'its agent was lost', { ...PASSES, free: true }",
    replace: "'its agent was lost', { ...OWN, free: true }",
    breaks: 'work that lost its hosts is not tried again by itself',
  },
  {
    file: 'settle-ended.ts',
    find: "source === 'runtime' || isTaken",
    replace: 'isTaken',
    breaks: 'an incident of the runtime itself is put in quarantine',
  },
  {
    file: 'requeue.ts',
    find: ' && helpersOf(state, item).length === 0',
    replace: '',
    breaks: 'a retry of all starts what planning is about to replace',
  },
  // guards by the rules revision
  {
    file: 'apply.ts',
    find: 'state.rules >= 4 && waitForRunner',
    replace: 'waitForRunner',
    breaks: 'a history of revision 3 waits where it had routed',
  },
  {
    file: 'replaced.ts',
    find: 'state.rules < 3',
    replace: 'state.rules < 2',
    breaks: 'a history of revision 2 supersedes what it had left alone',
  },
  // what is carried on, taken up, and let in
  {
    file: 'renew.ts',
    find: 'rules: state.nextRules ?? state.rules',
    replace: 'rules: state.rules',
    breaks: 'a workflow never takes up the revision that it was offered',
  },
  {
    file: 'carry.ts',
    find: ' || reason !== null || replaces !== undefined',
    replace: ' || reason !== null',
    breaks: 'what an item replaces is taken for what it waits for',
  },
  {
    file: 'take-up.ts',
    find: 'Math.max(section?.seq ?? 0, highest.seq) + 1',
    replace: '(section?.seq ?? 0) + 1',
    breaks: 'changes after a take-up are older than what the files show already',
  },
  {
    file: 'admit.ts',
    find: 'newItem(state, ref, live)',
    replace: 'newItem(state, ref, { generation: 0 })',
    breaks: 'a document that a person changed forgets how deep it lies',
  },
];
