// What a stage is asked and what is believed of it belong to its own request: whatever an earlier stage put into places that it
// could compute changes neither.
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { deskOf } from '../../agents/context.js';
import { type Kept, keptBytes, readKept } from '../../agents/desk/kept.js';
import { makeDesk } from '../../agents/desk/make.js';
import { removeDesk } from '../../agents/desk/remove.js';
import { runAgent } from '../../agents/run-stage.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { makeStand, shRunner, type Stand } from './stand.js';
import { inPlace } from '../support/in-place.js';

/** Plays a stage whose agent does `script`; `$D` is its desk. Gives what was kept of it. */
async function play(stand: Stand, request: StageRunRequest, script: string, prompt = 'Do it.\n'): Promise<Played> {
  const desk = deskOf(inPlace(stand.workspaceDir), request.requestId);
  const adapters = [shRunner(`D='${desk}' W='${stand.workspaceDir}'; ${script}`)];
  const result = await runAgent(request, stand.deps({ adapters, prompt: () => Promise.resolve(prompt) }));
  const kept = readKept(stand.stateDir, request);
  if (kept === null) throw new Error('nothing was kept');
  return { said: result.finalMessage ?? '', notes: result.notes.join('\n'), kept, desk };
}

interface Played {
  said: string;
  notes: string;
  kept: Kept;
  desk: string;
}

const names = ({ kept }: Played): string[] => kept.files.map(({ path }) => path).sort();
const second = { stageNumber: 2, requestId: `request-${process.pid}-second` };

function textOf(stand: Stand, { kept }: Played, path: string): string | undefined {
  const file = kept.files.find((one) => one.path === path);
  return file === undefined ? undefined : keptBytes(stand.stateDir, kept, file)?.toString();
}

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

test('an agent is fed from the journal: a prompt that was planted for it is replaced, and never read', async () => {
  const stand = makeStand();
  const request = stand.request();
  const planted = join(stand.workspaceDir, 'millrace-agents/runs/run-1', `runner_prompt.${request.requestId}.md`);
  put(planted, 'FORGED\n');
  // The undefended way: the file of the run's folder is what an agent would read.
  expect(readFileSync(planted, 'utf8')).toBe('FORGED\n');
  const played = await play(stand, request, `cat; echo FORGED >'${planted}'`);
  expect(played.said).toBe('Do it.\n');
  expect(readFileSync(planted, 'utf8'), 'after the stage too the copy is what was asked').toBe('Do it.\n');
});

test.each<[string, (desk: string, stand: Stand) => void]>([
  ['a folder with documents', (desk) => put(join(desk, 'outbox/planted.md'), 'x')],
  [
    'a link to another folder',
    (desk, stand) => (mkdirSync(dirname(desk), { recursive: true }), symlinkSync(stand.stateDir, desk)),
  ],
  ['a file', (desk) => put(desk, 'x')],
])('%s that was put where the desk will be is moved aside, and the desk begins empty', async (_what, plant) => {
  const stand = makeStand();
  const request = stand.request();
  const desk = deskOf(inPlace(stand.workspaceDir), request.requestId);
  plant(desk, stand);
  const before = readdirSync(stand.stateDir);
  const played = await play(stand, request, 'ls "$D/outbox"; echo mine >"$D/report.md"');
  expect(played.said).toBe('');
  expect(names(played)).toEqual(['report.md']);
  expect(existsSync(join(stand.stateDir, 'report.md'))).toBe(false);
  expect(before.every((name) => existsSync(join(stand.stateDir, name)))).toBe(true);
  expect(lstatSync(`${desk}.foreign`)).toBeDefined();
  expect(played.notes).toContain('.foreign');
});

test('a link in the place of the folder of all desks is moved aside too, and nothing is written through it', async () => {
  const stand = makeStand();
  const request = stand.request();
  const desks = dirname(deskOf(inPlace(stand.workspaceDir), request.requestId));
  const victim = join(stand.workspaceDir, '../victim');
  for (const folder of [victim, dirname(desks)]) mkdirSync(folder, { recursive: true });
  symlinkSync(victim, desks);
  const played = await play(stand, request, 'echo mine >"$D/report.md"');
  expect(names(played)).toEqual(['report.md']);
  expect(readdirSync(victim)).toEqual([]);
});

test('without the move aside a planted document would lie on the desk: what the defence is for', () => {
  const stand = makeStand();
  const desk = deskOf(inPlace(stand.workspaceDir), 'request-x');
  put(join(desk, 'outbox/planted.md'), 'x');
  mkdirSync(desk, { recursive: true });
  expect(readdirSync(join(desk, 'outbox'))).toEqual(['planted.md']);
  const journal = join(stand.stateDir, 'journal');
  mkdirSync(journal);
  makeDesk(desk, journal, () => undefined);
  expect(readdirSync(join(desk, 'outbox'))).toEqual([]);
});

test('only the first start empties a desk: taken up again it is as it was', () => {
  const stand = makeStand();
  const desk = deskOf(inPlace(stand.workspaceDir), 'request-x');
  const journal = join(stand.stateDir, 'journal');
  mkdirSync(journal);
  makeDesk(desk, journal, () => undefined);
  writeFileSync(join(desk, 'outbox/mine.md'), 'x');
  expect(makeDesk(desk, journal, () => undefined)).toEqual([]);
  expect(readdirSync(join(desk, 'outbox'))).toEqual(['mine.md']);
  // Whether it is the first start is for the journal to say, and for nothing that an agent can reach.
  rmSync(desk, { recursive: true });
  mkdirSync(journal, { recursive: true });
  makeDesk(desk, journal, () => undefined);
  expect(readdirSync(desk).sort()).toEqual(['earlier', 'outbox']);
});

test('a stage reads what we kept of those before it, whatever became of their copies since', async () => {
  const stand = makeStand();
  await play(
    stand,
    stand.request({ stageNumber: 1 }),
    'echo first >"$D/report.md"; mkdir "$D/deep"; echo d >"$D/deep/a.md"',
  );
  const shown = join(stand.workspaceDir, 'millrace-agents/runs/run-1');
  put(join(shown, 'report.md'), 'FORGED');
  const script = 'cd "$D/earlier" && cat 01-builder/report.md 01-builder/deep/a.md';
  const reader = await play(
    stand,
    stand.request(second),
    `${script}; chmod -R u+w . 2>/dev/null; echo FORGED >01-builder/report.md; ln -s /etc 01-builder/etc`,
  );
  expect(reader.said).toBe('first\nd\n');
  expect(names(reader)).toEqual([]);
  const third = { stageNumber: 3, requestId: `${second.requestId}-3` };
  expect((await play(stand, stand.request(third), script)).said).toBe('first\nd\n');
});

test('what a stage is given to read is read-only, and says how those before it ended', async () => {
  const stand = makeStand();
  await play(stand, stand.request({ stageNumber: 1 }), 'echo first >"$D/report.md"; echo oops >&2; echo bye');
  const modes =
    'cd "$D/earlier"; stat -c %a . 01-builder 01-builder/report.md; cat 01-builder/runner_stderr.txt 01-builder/runner_stdout.txt';
  expect((await play(stand, stand.request(second), modes)).said).toBe('555\n555\n444\noops\nbye\n');
});

test('only regular files within the limits are kept; the rest is named, and no link is followed', async () => {
  const stand = makeStand();
  const script = `cd "$D"; echo ok >good.md; ln -s /etc/hostname link.md; mkfifo pipe.md; mkdir d; ln -s '${stand.stateDir}' d/state;
    truncate -s 20M big.bin; rm -rf outbox; ln -s '${stand.stateDir}' outbox; echo x >earlier.md`;
  const played = await play(stand, stand.request(), script);
  expect(names(played)).toEqual(['earlier.md', 'good.md']);
  const left = Object.fromEntries(played.kept.leftOut.map(({ path, reason }) => [path, reason]));
  expect(left).toMatchObject({
    'link.md': expect.stringContaining('symbolic link'),
    'pipe.md': expect.stringContaining('not a regular file'),
    'd/state': expect.stringContaining('symbolic link'),
    'big.bin': expect.stringContaining('20971520 bytes'),
    outbox: expect.stringContaining('symbolic link'),
  });
  expect(played.notes).toContain('link.md: it is a symbolic link');
});

test('a desk that its agent took away or swapped for a link leaves nothing, and the stage settles', async () => {
  for (const script of ['rm -rf "$D"', `rm -rf "$D"; ln -s '/etc' "$D"`, `mv "$D" "$W/away"; echo x >"$D"`]) {
    const stand = makeStand();
    const played = await play(stand, stand.request(), `${script}; echo over`);
    expect([played.said, names(played)]).toEqual(['over\n', []]);
  }
});

test('a desk is collected once: what comes later is not taken, and a damaged copy is none', async () => {
  const stand = makeStand();
  const request = stand.request();
  const played = await play(stand, request, 'echo mine >"$D/report.md"');
  put(join(played.desk, 'late.md'), 'x');
  const again = await play(stand, request, 'exit 1');
  expect(names(again)).toEqual(['report.md']);
  expect(textOf(stand, again, 'report.md')).toBe('mine\n');
  const copy = join(stand.stateDir, 'desks/run-1', request.requestId, 'files/report.md');
  chmodSync(copy, 0o600);
  writeFileSync(copy, 'FORGED');
  expect(textOf(stand, again, 'report.md')).toBeUndefined();
});

test('a stage that an older build began is finished with what lies in the folder of its run', async () => {
  const stand = makeStand();
  const request = stand.request();
  const script =
    'mkdir -p "$W/millrace-agents/runs/run-1/outbox"; cd "$W/millrace-agents/runs/run-1"; echo r >report.md; echo t >outbox/t.md';
  // The journal of an older build says nothing of a desk.
  const forget = `rm '${join(stand.journal().dir, 'desk.json')}'; rm -rf "$D"`;
  const played = await play(stand, request, `${script}; ${forget}`);
  expect(played.kept.from).toBe('run');
  expect(names(played)).toEqual(['outbox/t.md', 'report.md']);
});

test('what we keep is for its owner alone', async () => {
  const stand = makeStand();
  const request = stand.request();
  await play(stand, request, 'echo mine >"$D/report.md"; chmod 777 "$D/report.md"');
  const kept = join(stand.stateDir, 'desks/run-1', request.requestId);
  const modeOf = (path: string): number => statSync(join(kept, path)).mode & 0o777;
  expect(['.', 'files', 'files/report.md', 'files.json'].map(modeOf)).toEqual([0o700, 0o700, 0o600, 0o600]);
});

test('a desk that is removed later has no name from now on, and whoever comes next removes it where nobody did', async () => {
  const stand = makeStand();
  const edited = inPlace(stand.workspaceDir);
  const [first, other] = [deskOf(edited, 'request-first'), deskOf(edited, 'request-other')];
  for (const desk of [first, other]) put(join(desk, 'outbox', 'left.md'), 'left');
  const works: (() => Promise<void>)[] = [];
  await removeDesk(edited, 'request-first', (work) => works.push(work));
  expect(existsSync(first)).toBe(false);
  expect(readFileSync(join(other, 'outbox', 'left.md'), 'utf8')).toBe('left');
  // Whoever was to do it died.
  await removeDesk(edited, 'request-other');
  expect(existsSync(dirname(first))).toBe(false);
  // A retry of the same request has made its own by then.
  put(join(first, 'outbox', 'new.md'), 'new');
  await works[0]?.();
  expect(readFileSync(join(first, 'outbox', 'new.md'), 'utf8')).toBe('new');
});
