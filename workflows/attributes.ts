// What stands beside a workflow in every list of them, without a worker. Upserted only when a value changed, and only what changed: each
// upsert is an event.
import type { WorkflowSettings } from '../core/contracts/commands.js';
import { upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

const KEYS = {
  workspace: defineSearchAttributeKey('MillraceWorkspace', SearchAttributeType.KEYWORD),
  lineage: defineSearchAttributeKey('MillraceLineage', SearchAttributeType.KEYWORD),
  state: defineSearchAttributeKey('MillraceState', SearchAttributeType.KEYWORD),
  stage: defineSearchAttributeKey('MillraceStage', SearchAttributeType.KEYWORD),
  title: defineSearchAttributeKey('MillraceTitle', SearchAttributeType.KEYWORD),
};
const NEEDS_YOU = defineSearchAttributeKey('MillraceNeedsYou', SearchAttributeType.BOOL);

export type Attributes = Record<Exclude<keyof typeof KEYS, 'title'>, string> & { needsYou: boolean };
type Written = Partial<Attributes & { title: string }>;

/**
 * Returns a function that upserts what changed since its last call: in a server without the attributes, from revision 7 on, into the
 * memo, which every list of workflows has, too.
 */
export function attributeWriter(settings: WorkflowSettings, rules: number): (values: Attributes) => void {
  let last: Written = {};
  let { searchAttributes: inServer } = settings;
  return (attributes) => {
    const title = settings.titleAttribute === true ? titleOf() : '';
    const values = title === '' ? attributes : { ...attributes, title };
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

/** As it was named when it started. */
function titleOf(): string {
  const title = workflowInfo().memo?.['title'];
  return typeof title === 'string' ? title : '';
}

const changedIn = (values: Written, last: Written): Written =>
  Object.fromEntries(Object.entries(values).filter(([name, value]) => last[name as keyof Written] !== value));

const pairsOf = ({ needsYou, ...values }: Written) => [
  ...Object.entries(values).map(([name, value]) => ({
    key: KEYS[name as keyof typeof KEYS],
    value,
  })),
  ...(needsYou === undefined ? [] : [{ key: NEEDS_YOU, value: needsYou }]),
];
