// Closure targets as files: what is promised, as it was when it was promised, and where it stands. What is older than what
// is shown is dropped.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isSafeId } from '../../core/contracts/ids.js';
import type { MirrorEntry, Order, TargetView } from '../../core/contracts/mirror.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import { type Dirs, shownFile } from '../dirs.js';
import { createOnly, readIfThere, writeAtomic } from '../files/atomic.js';
import { unless } from '../files/errors.js';
import { getText } from '../store/texts.js';
import { compareOrders } from './manifest.js';

type TargetEntry = Extract<MirrorEntry, { kind: 'target' }>;

interface ShownTarget extends TargetView {
  order: Order;
}

/** Every target that was ever shown, oldest first; files that cannot be read are passed over. */
export async function readTargets(dirs: Dirs): Promise<TargetView[]> {
  const folder = path.dirname(shownFile(dirs, runtimePaths.target('_')));
  const names = await readdir(folder).catch(unless('ENOENT'));
  const files = (names ?? []).filter((name) => name.endsWith('.json') && isSafeId(name.slice(0, -5)));
  const shown = await Promise.all(files.map((name) => readTarget(dirs, name.slice(0, -5))));
  return shown.filter((one) => one !== null).sort((a, b) => compareOrders(a.order, b.order));
}

async function readTarget(dirs: Dirs, root: string): Promise<ShownTarget | null> {
  return jsonObject((await readIfThere(shownFile(dirs, runtimePaths.target(root)))) ?? '') as ShownTarget | null;
}

export async function showTarget(dirs: Dirs, { order, value }: TargetEntry): Promise<void> {
  const shown = await readTarget(dirs, value.root);
  if (compareOrders(order, shown?.order ?? null) <= 0) return;
  await createOnly(shownFile(dirs, runtimePaths.rootSpec(value.root)), await getText(dirs.state, value.sha256));
  await writeAtomic(
    shownFile(dirs, runtimePaths.target(value.root)),
    `${JSON.stringify({ ...value, order }, null, 2)}\n`,
  );
}
