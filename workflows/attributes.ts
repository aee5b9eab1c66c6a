// What stands beside a workflow in every list of them, without a worker. Upserted only when a value changed, and only what changed: each
// upsert is an event.
import type { WorkflowSettings } from '../core/contracts/commands.js';
import { upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

const KEYS = {
  workspace: defineSearchAttributeKey('MillraceWorkspace', SearchAttributeType.KEYWORD),
  lineage: defineSearchAttributeKey('MillraceLineage', SearchAttributeType.KEYWORD),
  state: defineSearchAttributeKey('MillraceState', SearchAttributeType.KEYWORD),
  stage: defineSearchAttributeKey('MillraceStage', SearchAttributeType.KEYWORD),
};
const NEEDS_YOU = defineSearchAttributeKey('MillraceNeedsYou', SearchAttributeType.BOOL);

export type Attributes = Record<keyof typeof KEYS, string> & { needsYou: boolean };

/**
 * Returns a function that upserts what changed since its last call: in a server without the attributes, from revision 7 on, into the
 * memo, which every list of workflows has, too.
 */
export function attributeWriter(settings: WorkflowSettings, rules: number): (values: Attributes) => void {
  let last: Partial<Attributes> = {};
  let { searchAttributes: inServer } = settings;
  return (values) => {
    // The server has learnt of them, or forgot them.
    if (inServer !== settings.searchAttributes) last = {};
    inServer = settings.searchAttributes;
    const changed = changedIn(values, last);
    if (Object.keys(changed).length === 0) return;
    if (settings.searchAttributes) upsertSearchAttributes(pairsOf(changed));
    else if (rules >= 7) upsertMemo(changed);
    else return;
    last = values;
  };
}

const changedIn = (values: Attributes, last: Partial<Attributes>): Partial<Attributes> =>
  Object.fromEntries(Object.entries(values).filter(([name, value]) => last[name as keyof Attributes] !== value));

const pairsOf = ({ needsYou, ...values }: Partial<Attributes>) => [
  ...Object.entries(values).map(([name, value]) => ({ key: KEYS[name as keyof typeof KEYS], value })),
  ...(needsYou === undefined ? [] : [{ key: NEEDS_YOU, value: needsYou }]),
];
