// Closure targets as files: what is promised, as it was when it was promised, and where it stands. What is older than what
// is shown is dropped.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isSafeId } from '../../core/contracts/ids.js';
import type { DeliveryView } from '../../core/contracts/delivery.js';
import { isDeliveryView } from '../../core/contracts/delivery-form.js';
import type { MirrorEntry, Order, TargetView } from '../../core/contracts/mirror.js';
import { isStory, type Story, storyField } from '../../core/contracts/story.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { readIfThere } from '../read-if-there.js';
import { createOnly, writeAtomic } from '../write.js';
import { unless } from '../errors.js';
import { getDocumentText } from './document-text.js';
import { compareOrders } from './manifest.js';

type TargetEntry = Extract<MirrorEntry, { kind: 'target' }>;

/** As the file has it: the names are those that scripts of the reference read. */
interface TargetFile {
  root_spec_id: string;
  root_spec_sha256: string;
  closure_open: boolean;
  state: TargetView['state'];
  reason: string | null;
  opened_at: string;
  closed_at: string | null;
  remediation_rounds: number;
  worked_since_verdict: boolean;
  /** What the next judgement is to know; absent = nothing. */
  story?: Story;
  /** How far its delivery has come; absent = it never passed, or roots are not delivered here. */
  delivery?: DeliveryView;
  order: Order;
}

/** Every target that was ever shown, oldest first; files that cannot be read are passed over. */
export async function readTargets(dirs: Dirs): Promise<TargetView[]> {
  const folder = path.dirname(shownFile(dirs, runtimePaths.target('_')));
  const names = await readdir(folder).catch(unless('ENOENT'));
  const files = (names ?? []).filter((name) => name.endsWith('.json') && isSafeId(name.slice(0, -5)));
  const shown = await Promise.all(files.map((name) => readTarget(dirs, name.slice(0, -5))));
  const there = shown.filter((one) => one !== null);
  return there.sort((a, b) => (a.opened_at < b.opened_at ? -1 : 1)).map(viewOf);
}

async function readTarget(dirs: Dirs, root: string): Promise<TargetFile | null> {
  return jsonObject((await readIfThere(shownFile(dirs, runtimePaths.target(root)))) ?? '') as TargetFile | null;
}

const viewOf = (file: TargetFile): TargetView => ({
  root: file.root_spec_id,
  sha256: file.root_spec_sha256,
  openedAt: file.opened_at,
  closedAt: file.closed_at,
  state: file.state,
  reason: file.reason,
  rounds: file.remediation_rounds,
  worked: file.worked_since_verdict,
  ...(isStory(file.story) ? storyField(file.story) : {}),
  ...(isDeliveryView(file.delivery) ? { delivery: file.delivery } : {}),
});

function fileOf({ order, value }: TargetEntry): Record<string, unknown> {
  const { root, sha256, openedAt, closedAt, state, reason, rounds, worked, story, delivery } = value;
  const file: TargetFile = {
    root_spec_id: root,
    closure_open: state !== 'closed' && state !== 'withdrawn',
    ...{ state, reason, order, opened_at: openedAt, closed_at: closedAt, root_spec_sha256: sha256 },
    ...{ remediation_rounds: rounds, worked_since_verdict: worked, ...storyField(story) },
    ...(delivery === undefined ? {} : { delivery }),
  };
  const paths = { rubric_path: runtimePaths.rubric(root), latest_verdict_path: runtimePaths.verdict(root) };
  const head = { schema_version: '1.0', kind: 'closure_target_state' };
  return { ...head, ...file, root_spec_path: runtimePaths.rootSpec(root), ...paths };
}

export async function showTarget(dirs: Dirs, entry: TargetEntry): Promise<void> {
  const { order, value } = entry;
  const shown = await readTarget(dirs, value.root);
  if (compareOrders(order, shown?.order ?? null) <= 0) return;
  const { root: id, sha256 } = value;
  const text = await getDocumentText(dirs, { family: 'spec', id, sha256 });
  await createOnly(shownFile(dirs, runtimePaths.rootSpec(value.root)), text);
  await writeAtomic(shownFile(dirs, runtimePaths.target(value.root)), `${JSON.stringify(fileOf(entry), null, 2)}\n`);
}
