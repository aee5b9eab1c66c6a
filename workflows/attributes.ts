// Search attributes, upserted only when a value changed: each upsert is an event. Skipped where the server has none of them.
import type { WorkflowSettings } from '../core/contracts/commands.js';
import { upsertSearchAttributes } from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

const KEYS = {
  workspace: defineSearchAttributeKey('MillraceWorkspace', SearchAttributeType.KEYWORD),
  lineage: defineSearchAttributeKey('MillraceLineage', SearchAttributeType.KEYWORD),
  state: defineSearchAttributeKey('MillraceState', SearchAttributeType.KEYWORD),
  stage: defineSearchAttributeKey('MillraceStage', SearchAttributeType.KEYWORD),
};
const NEEDS_YOU = defineSearchAttributeKey('MillraceNeedsYou', SearchAttributeType.BOOL);

export type Attributes = Record<keyof typeof KEYS, string> & { needsYou: boolean };

/** Returns a function that upserts what changed since its last call. */
export function attributeWriter(settings: WorkflowSettings): (values: Attributes) => void {
  let last = '';
  return (values) => {
    const text = JSON.stringify(values);
    if (!settings.searchAttributes || text === last) return;
    last = text;
    upsertSearchAttributes([
      ...Object.entries(KEYS).map(([name, key]) => ({ key, value: values[name as keyof typeof KEYS] })),
      { key: NEEDS_YOU, value: values.needsYou },
    ]);
  };
}
