// Recon hands a probe on: its packet is checked, then the one document that it names. Nothing is written before all of it is
// right; then document and packet are part of the result.
import path from 'node:path';
import { checkPacket, handedOn, type Handoff } from '../../core/artifacts/recon-packet.js';
import { sha256Hex } from '../../core/contracts/digest.js';
import { runArtifacts, runtimePaths } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { checkFile } from '../../core/documents/check.js';
import { documentFacts } from '../../core/documents/facts.js';
import { renderDocument } from '../../core/documents/render.js';
import type { Dirs } from '../../disk/dirs.js';
import type { Emissions } from './emissions.js';
import { sentence } from '../../disk/intake/examine.js';
import { textAt } from '../../disk/mirror/difference.js';
import { getText, putText } from '../../disk/store/texts.js';
import { generated, readAs } from './generated.js';
import type { LeftByStage } from './left.js';

export type HandedOn = { ok: true; emissions: Emissions } | { ok: false; detail: string };

export async function handOn(
  dirs: Dirs,
  { item, emits }: StageRunRequest,
  outcome: string,
  emissions: Emissions,
  left: LeftByStage,
): Promise<HandedOn> {
  const text = left.text(runArtifacts.reconPacket);
  const checked = checkPacket(text, outcome, item.id);
  if (!checked.ok || text === null) return { ok: false, detail: checked.ok ? '' : checked.detail };
  const file = runtimePaths.reconPacket(checked.packet);
  if (textAt(dirs, file) !== null) return refused(`The id of the packet is taken: ${file} is there already.`);
  const handed = await withDocument(dirs, left, item.id, checked, emits, emissions);
  if (!handed.ok) return handed;
  const filed = [{ path: file, stored: await putText(dirs.state, text) }];
  return { ok: true, emissions: { ...handed.emissions, filed } };
}

async function withDocument(
  dirs: Dirs,
  desk: LeftByStage,
  probe: string,
  { packet, document: named }: Handoff,
  emits: readonly string[],
  emissions: Emissions,
): Promise<HandedOn> {
  const others = emissions.documents.filter((one) => one.family !== named?.family || one.id !== named.id);
  const names = others.map(({ family, id }) => `${family} ${id}`).join(', ');
  if (others.length > 0) return refused(`The packet does not name ${names}, which was left.`);
  if (named === null) return { ok: true, emissions };
  const { family, id } = named;
  if (!emits.includes(family)) return refused(`The stage may not emit a ${family}.`);
  const [left] = emissions.documents;
  const found =
    left === undefined
      ? generated(desk, family, (ending) => runArtifacts.generated(family, ending))
      : readAs(family, await getText(dirs.state, left.sha256));
  if (found === null) return refused(missing(family, id, emissions));
  if ('detail' in found) return refused(found.detail);
  if (found.id !== id) return refused(`The packet names ${family} ${id}, and ${found.id} was left.`);
  const text = renderDocument(handedOn(found, packet, probe));
  const checked = checkFile(family, id, Buffer.from(text));
  if (!checked.ok) return refused(checked.problems.map(sentence).join(' '));
  const ref = documentFacts(checked.document, sha256Hex(text), 'emission');
  await putText(dirs.state, text);
  const taken = emissions.taken.map((one) => (one.stored === left?.sha256 ? { ...one, stored: ref.sha256 } : one));
  return { ok: true, emissions: { ...emissions, documents: [ref], taken } };
}

function missing(family: string, id: string, { refused: files }: Emissions): string {
  const wrong = files.map((one) => ` ${path.basename(one.path)} was refused: ${one.reason}`).join('');
  return `The packet names ${family} ${id}, and no such document was left in the outbox.${wrong}`;
}

const refused = (detail: string): HandedOn => ({ ok: false, detail });
