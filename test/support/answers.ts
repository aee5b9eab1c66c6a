// What each command answers under `data` with `--json`, as zod knows it: the one source of the files in docs/schemas/. Keys are
// camelCase, and an answer is an object. Deep parts that are files of their own, such as plans and documents, are left open.
import { format } from 'prettier';
import { z } from 'zod';

const { looseObject, array, nullable, number, boolean } = z;
const text = z.string();
const maybe = nullable(text);
const count = number().int().min(0);
const open = looseObject({});
const object = z.strictObject;

const place = { family: text, state: text, id: text, path: text };
const changed = object({ files: count, added: count, removed: count });
const played = nullable(looseObject({}));
const amounts = array(object({ currency: text, amount: number().min(0) }));
/** Null = nobody said what models cost; with stages of an unknown cost it is at least that. */
const cost = nullable(object({ amounts, unpriced: count }));
const prices = array(object({ day: text, source: text }));
const sums = object({
  ...{ name: text, stages: count, total: count, input: count, cachedInput: count, output: count, cost },
});
const middle = nullable(object({ median: number().min(0), p90: number().min(0) }));
const foreseenCost = nullable(object({ currency: text, median: number().min(0), p90: number().min(0) }));
const worst = nullable(
  object({
    ...{ stageRuns: count, agentStarts: count, exact: boolean(), tokens: middle, cost: foreseenCost },
    unknownKinds: array(text),
  }),
);
const tree = object({
  ...{ branch: text, base: text, begins: maybe, state: text },
  ...{ commit: maybe, files: nullable(count), kept: nullable(count), why: text, others: array(text) },
});
const shownTree = { root: text, branch: text, base: open, tip: maybe, commits: nullable(count), state: text };
const treeOfRoot = looseObject({ ...shownTree, tree: text, why: maybe, folder: text, cwd: text, locked: maybe });
const branch = object({
  ...{ root: text, branch: text, base: text, begins: maybe, state: text, commits: count, files: count },
  ...{ tree: maybe, kept: count, tip: maybe, at: maybe },
});
const need = looseObject({ what: text, name: text, reason: text, remedy: text });
const server = looseObject({ state: text });
const metricsPlace = object({ pid: count, address: maybe, error: maybe });
/** What the workspace said; where nobody serves it, that it is with the server. */
const told = z.union([looseObject({ ok: z.literal(true), text }), object({ applied: z.literal(false), reason: text })]);
const added = z.union([
  object({ family: text, id: text, title: text, verdict: text, path: text.optional() }),
  looseObject({ items: array(open), counts: z.record(text, count) }),
]);
const paused = object({ since: text, by: text, reason: text, now: boolean() });
const listChange = object({
  id: text,
  listed: nullable(object({ id: text, folder: text, host: text, paused: nullable(paused) })),
  changed: boolean(),
});
const restingHost = object({ host: text, drained: boolean(), workers: count, agents: count });
const config = object({ file: text, changed: boolean(), changes: array(open) });
const target = {
  root: text,
  state: text,
  reason: maybe,
  rounds: count,
  openedAt: text,
  closedAt: maybe,
  delivery: nullable(open),
};
const closure = object({ ...target, requirements: nullable(open) });
/** What it did; with `--dry-run` what it would begin with. */
const run = z.union([
  looseObject({ ended: text, stages: count, left: count, done: count, wallSeconds: number() }),
  object({ plan: text, mode: text, queued: array(object({ family: text, id: text })) }),
]);
const logs = looseObject({ runId: text });
const ended = told;

const status = looseObject({
  ...{ dir: text, id: maybe, writtenAt: maybe, ageSeconds: nullable(number()), needsYou: array(need) },
  counts: object({ active: count, queued: count, blocked: count, done: count, quarantined: count }),
  ...{
    worker: looseObject({ alive: boolean() }),
    listed: nullable(open),
    runs: array(open),
    blocked: array(open),
    beingWritten: array(text),
  },
  ...{ inFolders: count, results: array(open), candidates: count, notes: array(text), inAll: open },
  costToday: cost,
  ...{
    heads: nullable(array(object({ family: text, id: text }))),
    permissions: array(open),
    branches: array(branch),
    lanes: nullable(object({ all: count, held: count })),
    metrics: array(metricsPlace),
  },
});

export const ERROR = object({
  ok: z.literal(false),
  error: object({
    code: text.describe('A word for programs, such as not_found.'),
    message: text,
    hint: text.optional().describe('What to do next.'),
    problems: array(open).optional().describe('One entry per fault, where there are several.'),
    problemCount: count.optional(),
  }),
});

/** By the command, without `millrace`. `report` has its own file, which is older than this table. */
export const ANSWERS: Readonly<Record<string, z.ZodType>> = {
  init: object({
    workspace: text,
    id: text,
    created: boolean(),
    files: array(text),
    trees: nullable(object({ mode: text, text })),
    next: array(text),
  }),
  ...{ 'add-idea': added, 'add-task': added, 'add-spec': added, 'add-probe': added, add: added },
  new: looseObject({ family: text, id: text, open: array(open).or(array(text)) }),
  ...{ run, 'run once': run, 'run daemon': run },
  up: object({
    state: text,
    pid: count,
    startedAt: text,
    servesSince: maybe,
    detached: boolean(),
    log: text,
    metrics: array(metricsPlace),
  }).or(object({ state: z.literal('started') })),
  down: looseObject({ state: z.enum(['down', 'leaving']) }),
  'service install': looseObject({ id: text, file: text, unit: text }),
  'service uninstall': object({ id: text, file: text, removed: boolean() }),
  remove: object({
    ...{ id: text, removed: boolean(), folder: maybe, state: maybe, unit: maybe, server: nullable(open) },
    losses: array(object({ root: text, folder: text, files: nullable(count), kept: count })),
  }),
  serve: object({ url: text, port: count, workspaces: count }),
  open: object({ url: text, workflow: text, namespace: text, opened: boolean() }),
  'workspaces ls': object({ workspaces: array(looseObject({ id: text, listed: nullable(open), trouble: maybe })) }),
  'workspaces add': listChange,
  'workspaces pause': z.union([listChange, restingHost]),
  'workspaces resume': z.union([listChange, restingHost]),
  'workspaces remove': listChange,
  'workspaces export': object({ id: text, file: text, exported: boolean(), bytes: count, left: array(text) }),
  'workspaces import': object({
    ...{ id: text, folder: text, workspace: text, imported: boolean(), files: count, links: array(text) },
    ...{ from: text, exportedAt: text },
  }),
  'workspaces claim': object({ id: text, claimed: boolean() }),
  ...{ 'queue edit': told, 'queue move': told },
  ...{ pause: told, resume: told, stop: told },
  status,
  'queue ls': object({
    items: array(looseObject({ ...place, title: text, createdAt: text, waitsFor: maybe, played })),
    count,
    setAside: array(text),
  }),
  'queue show': looseObject({
    ...place,
    ...{
      document: nullable(open),
      facts: nullable(open),
      waitsFor: maybe,
      need: nullable(need),
      running: nullable(open),
    },
    ...{ blocked: nullable(open), played, said: nullable(open), asked: nullable(open), below: array(open) },
    ...{ runs: array(text), changed: nullable(changed), tree: nullable(tree), deed: nullable(open), cost },
  }),
  ...{ 'queue cancel': ended, 'queue retry': ended, 'queue archive-blocked': ended, 'queue supersede': ended },
  ...{ 'queue retarget': ended, cancel: ended, retry: ended, 'retry-active': ended, 'clear-stale-state': ended },
  ...{ 'incident resolve': ended, 'incident cancel': ended },
  'quarantine ls': object({
    files: array(object({ family: text, path: text, source: text, reason: maybe, at: maybe })),
    count,
  }),
  'quarantine fix': looseObject({ archived: text }),
  'quarantine drop': looseObject({ path: text }),
  'runs ls': object({
    runs: array(
      looseObject({
        runId: text,
        item: text,
        stages: count,
        lastNode: text,
        lastOutcome: maybe,
        tokens: nullable(count),
        changedAt: text,
      }),
    ),
    count,
  }),
  'runs show': object({
    runId: text,
    folder: text,
    tokens: nullable(count),
    cost,
    played: open,
    tree: nullable(tree),
    stages: array(looseObject({ node: text })),
  }),
  ...{ logs, 'runs tail': logs },
  diff: looseObject({ what: text, name: text, files: count, added: count, removed: count, parts: array(open) }),
  restore: looseObject({ tree: text, written: array(text), removed: array(text) }),
  'lineage show': looseObject({
    root: text,
    state: text,
    requirements: count,
    met: count,
    branch: nullable(open),
    cost,
  }),
  'closures ls': object({ closures: array(closure), count }),
  'closures show': closure,
  'closures judge': told,
  usage: object({ by: text, groups: array(sums), total: sums, limits: nullable(open), prices }),
  'keys ls': object({
    ...{ id: maybe, required: boolean(), differs: boolean() },
    named: array(object({ name: text, key: text, rights: array(text) })),
  }),
  ...{ 'keys add': told, 'keys rotate': told, 'keys remove': told, 'keys require': told },
  'usage raise': told,
  forecast: object({
    meaning: text,
    items: array(object({ item: text, state: text, worst })),
    total: object({ items: count, agentStarts: count, tokens: middle, cost: foreseenCost }),
    kinds: array(object({ stage: text, samples: count, tokens: middle, cost: foreseenCost })),
    usual: array(object({ family: text, items: count, tokens: middle, cost: foreseenCost })),
  }),
  'approvals ls': object({
    approvals: array(looseObject({ id: text, status: text, node: text, askedAt: text })),
    count,
  }),
  'approvals show': open,
  ...{ 'approvals approve': told, 'approvals deny': told },
  doctor: object({
    ...{ ok: boolean(), errors: count, warnings: count, count },
    findings: array(
      object({
        ...{ group: text, level: z.enum(['ok', 'skipped', 'warning', 'error']), code: text, what: text },
        ...{ where: text.optional(), remedy: text.optional() },
      }),
    ),
  }),
  'config show': looseObject({ file: maybe, permission: open, settings: array(open) }),
  'config get': open,
  ...{ 'config set': config, 'config unset': config, 'config reload': told },
  'config validate': looseObject({
    ok: z.literal(true),
    planId: text,
    digest: text,
    mode: text,
    warnings: array(open),
  }),
  'compile validate': looseObject({
    ok: z.literal(true),
    planId: text,
    digest: text,
    mode: text,
    warnings: array(open),
  }),
  'compile show': looseObject({ id: text, digest: text, plan: open, bytes: count }),
  'compile graph': looseObject({ planId: text, mode: text, planes: open }),
  'compile diff': object({ before: z.unknown(), after: z.unknown(), differences: array(open) }),
  'compile simulate': looseObject({ planId: text }),
  'modes list': object({
    modes: array(
      object({
        id: text,
        aliases: array(text),
        planes: z.record(text, text),
        path: text,
        origin: text,
        isDefault: boolean(),
      }),
    ),
  }),
  'modes show': looseObject({ id: text }),
  trust: open,
  'model-aliases list': object({ enabled: boolean(), aliases: array(open) }),
  'model-aliases show': open,
  ...Object.fromEntries(
    ['set', 'remove', 'assign-global', 'clear-global', 'assign-loop', 'clear-loop', 'assign-stage', 'clear-stage'].map(
      (name) => [`model-aliases ${name}`, open],
    ),
  ),
  'skills ls': object({ skills: array(looseObject({ id: text })), candidates: array(open) }),
  'skills show': looseObject({ id: text, candidates: array(open).optional() }),
  'skills search': object({ skills: array(looseObject({ id: text })) }),
  'skills install': looseObject({ id: text, destination: text, files: array(text), replaced: maybe }),
  'skills promote': looseObject({ id: text, candidate: text, destination: text }),
  'skills reject': object({ candidate: text, reason: text }),
  'skills export': object({ id: text, output: text }),
  'assets ls': object({ assets: array(object({ id: text, origin: text })) }),
  'assets copy': object({ copied: array(text) }),
  ...{ 'server start': server, 'server status': server, 'server stop': looseObject({ state: text, ended: boolean() }) },
  'mirror verify': looseObject({ equal: boolean(), seq: count, documents: count, differences: array(open) }),
  'mirror rebuild': looseObject({ equal: boolean(), seq: count, documents: count, differences: array(open) }),
  'checkpoints ls': object({ checkpoints: array(open), count, bytes: nullable(count) }),
  'trees ls': object({ trees: array(treeOfRoot), count }),
  'trees show': treeOfRoot,
  'trees open': object({ root: text, folder: text, made: boolean(), notes: array(text) }),
  'trees repair': object({ root: text, kind: text, notes: array(text) }),
  'trees remove': object({ root: text, removed: boolean(), kept: nullable(count) }),
  deliver: object({ root: text, branch: text, into: maybe, found: text, state: text, commit: maybe }),
  'checkpoints prune': looseObject({ removed: count, kept: count }),
  upgrade: looseObject({ applied: boolean(), release: text, counts: z.record(text, count) }),
  completion: object({ shell: text, script: text }),
  'audit ls': object({
    decisions: array(
      looseObject({
        ...{ seq: count, at: text, why: text, prev: text, hash: text },
        ...{ who: looseObject({ issuer: text }), what: looseObject({ command: text, id: text }) },
        ...{ before: z.record(text, text), after: z.record(text, text) },
        answer: looseObject({ code: text, text }),
      }),
    ),
    count,
    head: object({ seq: count, hash: text }),
  }),
  'audit verify': object({
    outcome: z.enum(['intact', 'broken', 'cut_short', 'open', 'other_head', 'other_workspace']),
    ...{ workspace: maybe, file: maybe, exportedAt: maybe, lines: count, head: text, open: array(text) },
    fault: nullable(object({ line: count, what: text })),
    signatures: object({ signed: count, checked: count, keys: array(text), bad: nullable(count) }),
  }),
  'audit export': object({ file: text, lines: count, head: text, open: array(text) }),
  'runner test': object({
    ...{ runner: text, against: text, passed: count, failed: count, cannotApply: count },
    cases: array(
      object({ name: text, about: text, verdict: text, why: text, seconds: number(), tokens: nullable(count) }),
    ),
  }),
  ...{ 'notify ls': open, 'notify test': open, 'notify send': open },
  version: object({ version: text }),
};

/** What each line of a command has the form of that says a line of JSON for every event; `run --monitor json` says them, too. */
export const LINES: Readonly<Record<string, z.ZodType>> = {
  events: object({
    seq: nullable(count).describe('Its number in the feed, for --since; null = it is in no log and is not told again.'),
    at: text.describe('RFC 3339, UTC.'),
    type: text,
    data: open,
  }),
};

/** As the file of a command in docs/schemas/ has it. */
export const fileOf = (command: string): string => `${command.replaceAll(' ', '-')}.json`;

/** As `prettier` would write it. */
export const schemaText = async (title: string, description: string, schema: z.ZodType): Promise<string> =>
  format(JSON.stringify({ ...jsonSchema(schema), title, description }), { parser: 'json', printWidth: 120 });

const jsonSchema = (schema: z.ZodType): object => {
  const { $schema, ...rest } = z.toJSONSchema(schema);
  return { $schema, ...rest };
};
