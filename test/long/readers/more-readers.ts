// Readers of our own files, of messages and commands, of settings of a machine, and of single words.
import type { RunnerRawResult } from '../../../core/contracts/stage.js';
import type { Capability } from '../../../core/contracts/registered.js';
import { knowsProfiles } from '../../../agents/codex/version.js';
import { liftsWalls } from '../../../agents/codex/lifts-walls.js';
import { causeOf, failureOf } from '../../../agents/failures/cause.js';
import { parseStat } from '../../../disk/identity.js';
import { momentAt } from '../../../agents/moments.js';
import { piSettings } from '../../../agents/pi/folder.js';
import { finderOf, secretsOf } from '../../../agents/secrets/values.js';
import { sectionsIn } from '../../../disk/mirror/sections.js';
import { planIn } from '../../../read/plans.js';
import { parseBaseline } from '../../../core/assets/baseline.js';
import { CANONICAL_ID, isFamilyId, isSafeId } from '../../../core/contracts/ids.js';
import { redirected } from '../../../core/documents/depend.js';
import { checkValue } from '../../../core/documents/values.js';
import { COMMAND_NAMES, COMMANDS } from '../../../core/contracts/command-table.js';
import { breakOffOf } from '../../../core/outcome/break-off.js';
import { isOutcomeOf } from '../../../core/engine/lineage/form.js';
import { lineDiff } from '../../../core/ground/line-diff.js';
import { jsonObject } from '../../../core/json-lines.js';
import { CAPABILITIES } from '../../../core/contracts/registered.js';
import { parseRecord } from '../../../worker/fleet/roster.js';
import { isExempt, proxyFor } from '../../../worker/server/proxy.js';
import { isMessage } from '../../../workflows/message-form.js';
import type { Reader } from './readers.js';

const AT = '2026-11-01T09:00:00.000Z';
const BROKEN: RunnerRawResult = {
  ...({ requestId: 'r', exitKind: 'failed', exitCode: 1, signal: null, finalMessage: null } as const),
  ...{ usage: null, failure: null, startedAt: AT, endedAt: AT, notes: [] },
};
const MESSAGES = ['activate', 'leash', 'decided', 'end', 'held', 'left'] as const;

const records: Reader[] = [
  {
    ...{ name: 'stage result', grammar: 'record', record: 'outcome' },
    read: (text) => isOutcomeOf('request-1', jsonObject(text)),
  },
  ...MESSAGES.map((kind): Reader => {
    return {
      name: `message/${kind}`,
      grammar: 'record',
      record: kind,
      read: (text) => isMessage(kind, 4, jsonObject(text)),
    };
  }),
  {
    ...{ name: 'arguments of commands', grammar: 'record', record: 'command' },
    read: (text) => COMMAND_NAMES.map((name) => COMMANDS[name].problem(jsonObject(text) ?? {})),
  },
  { name: 'snapshot', grammar: 'json', read: (text) => sectionsIn(`{"sections":${text}}`) },
  { name: 'worker record', grammar: 'record', record: 'worker', read: parseRecord },
  { name: 'baseline', grammar: 'record', record: 'baseline', read: parseBaseline },
  { name: 'plan', grammar: 'record', record: 'plan', read: planIn },
  { name: 'process status', grammar: 'words', read: parseStat },
  {
    ...{ name: 'break-off', grammar: 'message' },
    read: (detail) => breakOffOf({ ...BROKEN, failure: { class: 'runner_transport_failure', detail } }),
  },
];

const around: Reader[] = [
  { name: 'moment', grammar: 'moment', read: (text) => momentAt(text, Date.parse(AT)) },
  {
    name: 'cause of a failure',
    grammar: 'message',
    read: (text) => [causeOf(text), failureOf(text, AT, 'runner_broken')],
  },
  {
    ...{ name: 'secrets of an environment', grammar: 'address' },
    read: (text) => finderOf(secretsOf([{ API_TOKEN: text, DATABASE_URL: text, AUTHORIZATION: text }])),
  },
  {
    ...{ name: 'proxy', grammar: 'address' },
    read: (text) => [proxyFor('db.example:1', { https_proxy: text }), isExempt('db.example', { no_proxy: text })],
  },
  { name: 'version of codex', grammar: 'words', read: knowsProfiles },
  {
    name: 'arguments of codex',
    grammar: 'words',
    read: (text) => liftsWalls({ args: text.split(' '), extraConfig: [text] }),
  },
  { name: 'settings of pi', grammar: 'json', read: (text) => piSettings(text, 1) },
];

const texts: Reader[] = [
  {
    ...{ name: 'id', grammar: 'words' },
    read: (text) => [
      isSafeId(text),
      isFamilyId(text),
      CANONICAL_ID.test(text),
      CAPABILITIES.includes(text as Capability),
    ],
  },
  {
    ...{ name: 'value of a field', grammar: 'words' },
    read: (text) =>
      (['text', 'id', 'root', 'name', 'datetime', 'bool', 'json'] as const).map((kind) => checkValue(kind, text)),
  },
  {
    name: 'document/retargeted',
    grammar: 'document',
    read: (text) => redirected('task', text, ['w1', 'constructor'], 't'),
  },
  { name: 'changed lines', grammar: 'document', read: (text) => lineDiff(text, text.split('\n').reverse().join('\n')) },
];

export const MORE_READERS: readonly Reader[] = [...records, ...around, ...texts];
