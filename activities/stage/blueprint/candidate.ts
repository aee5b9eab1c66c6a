// A Contractor's candidate: checked against the draft and the record, then kept for the Evaluator to be compared with.
import { packetFaults } from '../../../core/artifacts/blueprint/packet.js';
import { sha256Hex } from '../../../core/contracts/digest.js';
import { putText } from '../../../disk/store/texts.js';
import { type Effect, failed, plain } from '../effect.js';
import { together } from '../faults.js';
import { readLeft, standOf, textOf } from './stand.js';

export const candidateReady: Effect = async ({ dirs, request, verdict, left }) => {
  const packet = readLeft(request, 'blueprint_packet', left);
  const markdown = textOf(request, 'blueprint_markdown', left);
  if (packet === null || markdown === null) return plain(verdict);
  const { draft, record, all } = await standOf(dirs, request);
  const digests = { packet: packet.sha256, markdown: sha256Hex(markdown) };
  const fault = together(packetFaults({ packet: packet.value, digests, draft, record }, all));
  if (fault !== null) return failed(verdict, fault);
  for (const text of [packet.text, markdown]) await putText(dirs.state, text);
  const { blueprint_id: id, revision, manifest_id: manifest = null, draft_id } = packet.value;
  const candidate = { id, revision, ...digests };
  return { ...plain(verdict), blueprints: { kind: 'candidate', draft: draft_id, manifest, candidate } };
};
