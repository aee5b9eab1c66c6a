// Faults of form and of the story that models at work ran into, each by the change that brings it back and the one test that has to see
// it. A number stands for one fault; several changes under it are its kinds.

/**
 * @typedef {{ fault: number, file: string, find: string, replace: string, breaks: string, test: string }} Fault
 * `file`, `test`: below the root.
 */

/** @type {readonly Fault[]} */
export const FAULTS = [
  // 1: instructions and runtime disagree
  {
    ...{ fault: 1, file: 'assets/stages/manager_blueprint.md', test: 'test/pure/instructions.test.ts' },
    find: 'Blueprint-Draft-ID: checkout-v2-01-empty-basket',
    replace: 'Draft-ID: checkout-v2-01-empty-basket',
    breaks: 'an example of the instructions is no document of the family',
  },
  {
    ...{ fault: 1, file: 'assets/stages/manager_blueprint.md', test: 'test/pure/instructions.test.ts' },
    find: '- `Blueprint-Draft-ID`: new',
    replace: '- `Draft-ID`: new',
    breaks: 'the instructions name a field that there is not',
  },
  // 2: a partly refused outbox counts as success
  {
    ...{ fault: 2, file: 'activities/stage/contract.ts', test: 'test/files/outbox.test.ts' },
    find: '...leaves.faults, ...outbox]',
    replace: '...leaves.faults]',
    breaks: 'one of two tasks is refused, and the stage succeeds',
  },
  {
    ...{ fault: 2, file: 'activities/stage/outbox.ts', test: 'test/files/outbox.test.ts' },
    find: 'if (lost.length === 0) return [];',
    replace: 'if (lost.length >= 0) return [];',
    breaks: 'a task waits for one that there is not',
  },
  {
    ...{ fault: 2, file: 'activities/stage/settle.ts', test: 'test/files/made-good.test.ts' },
    find: 'for (const document of emissions.documents)',
    replace: 'for (const document of [])',
    breaks: 'a refused document needs a person though it was left again and taken',
  },
  // 3: the Arbiter has no second chance, and its verdict need not agree with itself
  {
    ...{ fault: 3, file: 'core/engine/lineage/recovery/second-chance.ts', test: 'core/engine/second-chance.test.ts' },
    find: 'activation.ending !== undefined)',
    replace: "activation.ending !== undefined || activation.node === 'arbiter')",
    breaks: 'a root is parked at the first fault of form of its Arbiter',
  },
  {
    ...{ fault: 3, file: 'core/artifacts/judgement.ts', test: 'core/artifacts/judgement.test.ts' },
    find: "if (resultClass === 'success') {",
    replace: "if (resultClass === 'no_op') {",
    breaks: 'a root closes by a verdict with criteria that are not met',
  },
  {
    ...{ fault: 3, file: 'core/artifacts/rubric.ts', test: 'core/artifacts/judgement.test.ts' },
    find: 'criteria.length === 0',
    replace: 'criteria.length < 0',
    breaks: 'a root closes by the rubric "x"',
  },
  // 4: a document of a stage that failed on form is set aside as another family
  {
    ...{ fault: 4, file: 'activities/stage/run.ts', test: 'test/agents/contract.test.ts' },
    find: "familyIn(found, stored) ?? families[0] ?? 'task'",
    replace: "families[0] ?? 'task'",
    breaks: 'a spec of a recon that failed is set aside as a task',
  },
  {
    ...{ fault: 4, file: 'activities/stage/emissions.ts', test: 'test/files/emissions.test.ts' },
    find: "return valid ?? guessFamily(families, path.basename(file, '.md'), Buffer.from(bytes).toString('utf8'));",
    replace: "return valid ?? families[0] ?? 'task';",
    breaks: 'a spec with a fault is set aside as a task',
  },
  // 5: an incident without what led to it
  {
    ...{
      fault: 5,
      file: 'core/engine/lineage/recovery/incident.ts',
      test: 'core/engine/lineage/recovery/handoff.test.ts',
    },
    find: '[...reports, ...rawFiles(outcome)]',
    replace: '[...rawFiles(outcome), ...reports]',
    breaks: "the runner's raw files come before the reports",
  },
  {
    ...{
      fault: 5,
      file: 'core/engine/lineage/recovery/incident.ts',
      test: 'core/engine/lineage/recovery/handoff.test.ts',
    },
    find: 'gaps.length > 0 ? gaps : [saidOf(outcome)]',
    replace: '[]',
    breaks: 'the symptom of an incident is the name of an outcome',
  },
  {
    ...{ fault: 5, file: 'activities/stage/telling.ts', test: 'test/files/carried-forward.test.ts' },
    find: 'const kept = [...keptBefore(dirs.state, request), left.kept];',
    replace: 'const kept = keptBefore(dirs.state, request);',
    breaks: "the consultant's own report is not passed on",
  },
  {
    ...{ fault: 5, file: 'activities/stage/papers.ts', test: 'test/files/carried-forward.test.ts' },
    find: '...(await relatedRuns(dirs, request)), ',
    replace: '',
    breaks: 'whoever works on an incident has not the reports that caused it',
  },
  // 6: artifacts that are declared and never looked at
  {
    ...{ fault: 6, file: 'activities/stage/leaves.ts', test: 'test/files/contracts.test.ts' },
    find: 'if (isRequired) checked.faults.push',
    replace: 'if (!isRequired) checked.faults.push',
    breaks: 'an outcome stands without what it requires',
  },
  {
    ...{ fault: 6, file: 'activities/stage/leaves.ts', test: 'test/files/contracts.test.ts' },
    find: 'if (!isRequired && leaf.expected',
    replace: 'if (!isRequired || leaf.expected',
    breaks: 'artifacts that a stage is expected to leave are not looked at',
  },
  {
    ...{ fault: 6, file: 'activities/stage/remarks.ts', test: 'activities/stage/remarks.test.ts' },
    find: 'files > 0 ? []',
    replace: 'files >= 0 ? []',
    breaks: 'a builder that changed nothing is not remarked upon',
  },
  // 7: another try knows nothing of the one before
  {
    ...{ fault: 7, file: 'core/contracts/story.ts', test: 'core/engine/lineage/story/story.test.ts' },
    find: "if (reason.trim() === '') return story;",
    replace: "if (reason.trim() !== '-') return story;",
    breaks: 'what the operator says reaches nobody',
  },
  {
    ...{ fault: 7, file: 'core/engine/workspace/story.ts', test: 'core/engine/lineage/story/story.test.ts' },
    find: '{ ...others, failed }',
    replace: 'others',
    breaks: 'a retry does not go on at the stage that failed, and is not told what failed',
  },
  {
    ...{ fault: 7, file: 'activities/stage/papers.ts', test: 'test/files/carried-forward.test.ts' },
    find: ', ...(request.story?.runs ?? [])',
    replace: '',
    breaks: 'the reports of the runs before are not on the desk',
  },
  {
    ...{ fault: 7, file: 'agents/story-part.ts', test: 'agents/story-part.test.ts' },
    find: '...said.map(({ reason, issuer }): Line =>',
    replace: '...[].map(({ reason, issuer }): Line =>',
    breaks: 'the prompt is silent about what the operator said',
  },
  // 8: whoever gave up is asked the same again
  {
    ...{ fault: 8, file: 'core/engine/lineage/routing/ladder.ts', test: 'core/engine/lineage/story/story.test.ts' },
    find: 'used < spec.max && asksTheSame(rung)',
    replace: 'used < 0 && asksTheSame(rung)',
    breaks: 'a troubleshooter that gave up is asked the same again',
  },
  // 9: a marker that is dressed up is none
  {
    ...{ fault: 9, file: 'core/outcome/marks.ts', test: 'core/outcome/marker.test.ts' },
    find: ".replace(LEADING, '')",
    replace: ".replace(/^(?:#{1,6}\\s*)+/, '')",
    breaks: 'a marker in bold is no outcome',
  },
  {
    ...{ fault: 9, file: 'core/outcome/marker.ts', test: 'core/outcome/marker.test.ts' },
    find: "kept.push(within.length === 1 ? (within[0] ?? '') : QUOTED);",
    replace: 'kept.push(QUOTED);',
    breaks: 'a marker in a fence of its own, as the prompt prints it, is no outcome',
  },
  // 10: what an idea asks for is lost on the way to its spec
  {
    ...{ fault: 10, file: 'core/documents/idea.ts', test: 'core/documents/wanted.test.ts' },
    find: 'Goals: goals,',
    replace: 'Goals: goals.slice(0, 1),',
    breaks: 'the goals of an idea are the first line of its text',
  },
  {
    ...{ fault: 10, file: 'core/documents/idea.ts', test: 'core/documents/wanted.test.ts' },
    find: 'Acceptance: acceptance,',
    replace: 'Acceptance: [ACCEPTANCE],',
    breaks: 'the acceptance of an idea is a filler',
  },
  {
    ...{ fault: 10, file: 'core/requirements/holes.ts', test: 'test/files/requirements.test.ts' },
    find: 'lost.length === 0 ? null : `no line is about ${quoted(lost)}`',
    replace: 'null',
    breaks: 'a sentence of an idea that nobody mapped is lost in silence',
  },
  {
    ...{ fault: 10, file: 'core/requirements/holes.ts', test: 'test/files/requirements.test.ts' },
    find: 'lost.length === 0 ? null : `${quoted(lost)} of the rubric before is left out`',
    replace: 'null',
    breaks: 'a criterion falls under the table between two rounds',
  },
  // 11: whoever checks a task is told to judge what other tasks changed
  {
    ...{ fault: 11, file: 'activities/stage/changed-before.ts', test: 'test/files/diff.test.ts' },
    find: 'before.filter(isMine)',
    replace: 'before',
    breaks: 'the work of finished tasks counts as this one',
  },
  {
    ...{ fault: 11, file: 'agents/changed-part.ts', test: 'agents/changed-part.test.ts' },
    find: "is finished or foreign work, and not this stage's business: neither judge it nor change it back.",
    replace: 'is outside of the task: report it.',
    breaks: 'a checker is not told whose the rest of the tree is',
  },
  // 12: a person is told that something ended, and not what its agent asked
  {
    ...{
      fault: 12,
      file: 'core/engine/lineage/routing/why-here.ts',
      test: 'core/engine/lineage/routing/why-here.test.ts',
    },
    find: 'state.rules >= 6 ? words : undefined',
    replace: 'state.rules >= 60 ? words : undefined',
    breaks: "the reason why an item is blocked has not the agent's question",
  },
  {
    ...{ fault: 12, file: 'core/outcome/words.ts', test: 'core/outcome/words.test.ts' },
    find: 'if (isHeading || RULE.test(line) || ROW.test(line) || TAG.test(line)) return END;',
    replace: '',
    breaks: 'what an agent said is the heading above its first sentence',
  },
  {
    ...{ fault: 12, file: 'read/words.ts', test: 'test/files/words.test.ts' },
    find: 'findLast(({ words }) => words !== null)',
    replace: 'find(({ words }) => words !== null)',
    breaks: "the updater's paragraph for the morning is shown nowhere",
  },
  {
    ...{ fault: 12, file: 'read/needs.ts', test: 'test/files/words.test.ts' },
    find: 'asked === null || reason.includes(asked.words) ? {}',
    replace: 'asked !== undefined ? {}',
    breaks: "a builder's own question reaches nobody but through the consultant",
  },
];
