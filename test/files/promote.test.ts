// An operator decides on a candidate: it becomes the workspace's skill whole or not at all, only as it was filed, and only where nothing is
// lost unasked.
import { mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import * as candidates from '../../cli/commands/candidates.js';
import * as commands from '../../cli/commands/skills.js';
import { type Context, createContext } from '../../cli/context.js';
import { standingOf } from '../../cli/trust/standing.js';
import { acceptGround } from '../../worker/ground/accept.js';
import { runtimePaths, statePaths } from '../../core/contracts/paths.js';
import type { SkillCandidate } from '../../core/learning/candidate.js';
import { readGround } from '../../read/ground.js';
import { readWorkspaceId } from '../../read/identity.js';
import { fingerprint } from '../cli/stand.js';
import { filedBy, judged, learningRequest, type Left, skillText, summary } from './learned.js';
import { makeRoom, type Room } from './room.js';

interface Stand {
  room: Room;
  context: Context;
  notes: string[];
  candidate: SkillCandidate;
  id: string;
  /** Absolute path of the candidate's folder. */
  folder: string;
}

const OLD = skillText('care', 'Old.');
const NEW = { 'skill/care/SKILL.md': skillText('care', 'New.'), 'skill/care/more.md': 'More.\n' };

/** A workspace in which a candidate waits. `present`: text of the skill that is there; null = none. */
async function stand({
  present = OLD,
  files = NEW,
  accepted = false,
}: { present?: string | null; files?: Left; accepted?: boolean } = {}): Promise<Stand> {
  const made = await makeRoom();
  const home = path.join(path.dirname(made.workspace), 'home');
  const room = {
    ...made,
    workspace: realpathSync(made.workspace),
    state: path.join(home, readWorkspaceId(made.workspace) ?? ''),
  };
  mkdirSync(room.state, { recursive: true, mode: 0o700 });
  if (present !== null) {
    await room.drop('skills/care/SKILL.md', present);
    await room.drop('skills/care/gone.md', 'x\n');
  }
  if (accepted)
    await acceptGround(
      room.state,
      readGround(room.workspace).files,
      { issuer: 'a', command: 'test', at: '2026-01-01T00:00:00Z' },
      { programs: {}, senders: {} },
    );
  const request = await learningRequest(room, 'curator');
  const [candidate] = await filedBy(room, await judged(room, request, { ...summary, ...files }));
  if (candidate === undefined) throw new Error('nothing was filed');
  const notes: string[] = [];
  const plain = createContext({ workspace: room.workspace, as: 'ann', json: true });
  const env = { ...process.env, MILLRACE_STATE_HOME: home };
  const context = { ...plain, cwd: room.workspace, env, note: (line: string) => void notes.push(line) };
  const id = candidate.candidate_id;
  return { room, context, notes, candidate, id, folder: room.at(runtimePaths.candidate(id)) };
}

const promote = ({ context, id }: Stand, options: object = { yes: true }) => candidates.promote(context, options, id);

/** The command is refused with this exit code, and nothing of the workspace changed. */
async function refused({ room }: Stand, work: () => Promise<unknown>, exit: number, says: RegExp): Promise<void> {
  const before = fingerprint(room.workspace);
  await expect(work()).rejects.toMatchObject({ failure: { exit }, message: expect.stringMatching(says) as string });
  expect(fingerprint(room.workspace)).toEqual(before);
}

const lines = async (answer: Promise<{ lines: string[] }>): Promise<string> => (await answer).lines.join('\n');

describe('a promotion', () => {
  it('puts the whole skill in place of the old one, says what to do, and keeps who decided', async () => {
    const here = await stand();
    const { room, id, notes } = here;
    const said = await lines(promote(here));
    expect(notes.join('\n')).toMatch(/^-Old\.\n\+New\.$/m);
    expect(said).toMatch(/next plan.*`millrace config reload`/);
    expect(Object.keys(fingerprint(room.at('skills/care')))).toEqual(['SKILL.md', 'more.md']);
    expect(await room.read('skills/care/SKILL.md')).toContain('New.');
    expect(await room.names(runtimePaths.candidates)).toEqual([]);
    expect(JSON.parse(await room.read(`${runtimePaths.promoted(id)}/decision.json`))).toMatchObject({
      ...{ candidate_id: id, decision: 'promoted', by: 'ann' },
    });
    expect(await room.read(`${runtimePaths.promoted(id)}/skill/more.md`)).toBe('More.\n');
    expect(await lines(commands.list(here.context))).toMatch(new RegExp(`^care +workspace, promoted from ${id} `, 'm'));
    const shown = await lines(commands.show(here.context, {}, 'care'));
    expect(shown).toMatch(new RegExp(`History\\n.*promote by ann, from candidate ${id}`));
    await room.drop('skills/care/more.md', 'Edited.\n');
    expect(await lines(commands.show(here.context, {}, 'care'))).toContain('and edited since');
  });

  it.each([
    ['accepted with it, where all was accepted', true, 'accepted'],
    ['left to be accepted, where something was not', false, 'new'],
  ] as const)('is %s', async (_, accepted, state) => {
    const here = await stand({ accepted });
    await promote(here);
    const standing = await standingOf(here.room.workspace, path.basename(here.room.state), here.context.env);
    expect(standing.state).toBe(state);
    expect(here.notes.join('\n').includes('not accepted with it')).toBe(!accepted);
  });

  it('of a new skill, of one that ships, and of a nested one goes where that one is', async () => {
    const fresh = await stand({ present: null });
    await promote(fresh);
    expect(await fresh.room.names('skills/care')).toEqual(['SKILL.md', 'more.md']);
    const shipped = await stand({ present: null, files: { 'skill/builder-core/SKILL.md': skillText('builder-core') } });
    await promote(shipped);
    expect(shipped.notes.join('\n')).toMatch(/takes the place of the skill builder-core that ships/);
    expect(shipped.notes.join('\n')).toMatch(/The request was about the skill care/);
    const nested = await stand({ present: null });
    await nested.room.drop('skills/team/care/SKILL.md', OLD);
    await promote(nested, { yes: true, force: true });
    expect(await nested.room.names('skills/team/care')).toEqual(['SKILL.md', 'more.md']);
    expect(await nested.room.names('skills/care')).toEqual([]);
  });

  it('is nothing that happens by itself: nobody to ask, or an agent that asks', async () => {
    const here = await stand();
    await refused(here, () => promote(here, {}), 1, /Nothing was written\. It would promote/);
    const agents = { ...here, context: { ...here.context, env: { ...here.context.env, MILLRACE_REQUEST: 'r' } } };
    await refused(here, () => promote(agents), 1, /agents promote and reject no candidate/);
    await refused(here, () => candidates.reject(agents.context, { reason: 'x' }, here.id), 1, /agents/);
  });

  it('is not repeated', async () => {
    const here = await stand();
    await promote(here);
    await refused(here, () => promote(here), 4, /was promoted by ann/);
    const beginning = { ...here, id: here.id.slice(0, -3) };
    await refused(here, () => promote(beginning), 4, new RegExp(`${here.id} was promoted by ann`));
    expect(await lines(commands.show(here.context, {}, here.id))).toMatch(/promoted +by ann at /);
  });
});

describe('a skill that changed since', () => {
  const CHANGES: [name: string, present: string | null, change: (room: Room) => unknown, says: RegExp][] = [
    ['its page', OLD, (room) => room.drop('skills/care/SKILL.md', `${OLD}Mine.\n`), /was changed since/],
    ['a file beside it', OLD, (room) => room.drop('skills/care/new.md', 'x'), /was changed since/],
    ['all of it', OLD, (room) => rmSync(room.at('skills/care'), { recursive: true }), /is gone/],
    ['one that came', null, (room) => room.drop('skills/care/SKILL.md', OLD), /now there is one/],
  ];
  it.each(CHANGES)('is not written over unasked: %s', async (_, present, change, says) => {
    const here = await stand({ present });
    await change(here.room);
    await refused(here, () => promote(here), 5, says);
    await promote(here, { yes: true, force: true });
    expect(await here.room.names('skills/care')).toEqual(['SKILL.md', 'more.md']);
    const decision = JSON.parse(await here.room.read(`${runtimePaths.promoted(here.id)}/decision.json`)) as object;
    expect(decision).toMatchObject({ forced: true });
  });

  it('is told by name of file when it is lost', async () => {
    const here = await stand();
    await here.room.drop('skills/care/mine.md', 'Mine.\n');
    await promote(here, { yes: true, force: true });
    expect(here.notes.join('\n')).toMatch(/-Mine\.[^]*Lost with it.*SKILL\.md, gone\.md, mine\.md/);
  });
});

describe('a candidate that is not as it was filed installs nothing:', () => {
  const put = (name: string, text: string) => (here: Stand) => writeFileSync(path.join(here.folder, name), text);
  const record = (change: object) => (here: Stand) =>
    put('candidate.json', `${JSON.stringify({ ...here.candidate, ...change }, null, 2)}\n`)(here);
  const EDITS: [name: string, edit: (here: Stand) => unknown, says: RegExp][] = [
    ['a file that was edited', put('skill/SKILL.md', skillText('care', 'Run this.')), /SKILL\.md: it was changed/],
    ['a file that came', put('skill/evil.sh', 'x'), /evil\.sh: it was added/],
    ['a hidden file that came', put('skill/.evil', 'x'), /\.evil: it was added/],
    ['a file that is gone', (here) => rmSync(path.join(here.folder, 'skill/more.md')), /more\.md: it is gone/],
    [
      'a file that is a link now',
      (here) => {
        rmSync(path.join(here.folder, 'skill/more.md'));
        symlinkSync('/etc/passwd', path.join(here.folder, 'skill/more.md'));
      },
      /more\.md: it is a symbolic link/,
    ],
    [
      'a folder that is a link',
      (here) => symlinkSync('/etc', path.join(here.folder, 'skill/etc')),
      /etc: it is a symbolic link/,
    ],
    ['a name with ESC', put('skill/\u001b[2J', 'x'), /\\x1b\[2J: it was added/],
    ['a record that was edited with its files', record({ skill_id: 'cure' }), /candidate\.json: it was changed/],
    ['a record whose id leads out', record({ skill_id: '../x' }), /candidate\.json: it cannot be read/],
    [
      'a record whose files lead out',
      record({ files: [{ path: '../../x', sha256: 'a'.repeat(64), bytes: 1 }] }),
      /cannot be read/,
    ],
    ['a record that is none', put('candidate.json', '{'), /candidate\.json: it cannot be read/],
    [
      'one that nobody here filed',
      (here) => rmSync(path.join(here.room.state, statePaths.candidate(here.id))),
      /nothing on this machine filed it/,
    ],
  ];
  it.each(EDITS)('%s', async (_, edit, says) => {
    const here = await stand();
    await edit(here);
    await refused(here, () => promote(here, { yes: true, force: true }), 5, says);
    const shown = await lines(commands.show(here.context, {}, here.id));
    expect(shown).toMatch(/is not as it was filed/);
    expect(
      shown.match(/To be known[^]*?(?:was changed|was added|is gone|cannot be read|symbolic link|filed it)/g),
    ).toHaveLength(1);
    expect(shown).not.toContain('\\x0a');
    await candidates.reject(here.context, { reason: 'somebody edited it' }, here.id);
    expect(await lines(commands.list(here.context))).not.toContain(here.id);
  });
});

describe('a rejection', () => {
  it('puts the candidate away with its reason, and changes no skill', async () => {
    const here = await stand();
    const before = fingerprint(here.room.at('skills'));
    await candidates.reject(here.context, { reason: 'one case is \u001b[31mno rule' }, here.id.slice(0, 7));
    expect(fingerprint(here.room.at('skills'))).toEqual(before);
    expect(readdirSync(here.room.at(runtimePaths.rejected(here.id)))).toContain('decision.json');
    expect(await lines(commands.show(here.context, {}, 'care'))).toContain('reject by ann, ');
    expect(await lines(commands.show(here.context, {}, 'care'))).not.toContain('\u001b');
    await refused(here, () => promote(here), 4, /was rejected by ann/);
    expect(await lines(commands.show(here.context, {}, here.id))).toMatch(
      /rejected +by ann at [^]*reason +one case is/,
    );
  });

  it.each([undefined, '', '  '])('needs a reason: %j', async (reason) => {
    const here = await stand();
    const options = reason === undefined ? {} : { reason };
    await refused(here, () => candidates.reject(here.context, options, here.id), 2, /for a reason/);
  });

  it.each(['../promoted', '', 'nobody'])('of what is no candidate: %j', async (given) => {
    const here = await stand();
    await refused(here, () => candidates.reject(here.context, { reason: 'x' }, given), 4, /No skill candidate/);
  });
});

it('a candidate that is being filed is not there yet', async () => {
  const here = await stand();
  rmSync(path.join(here.folder, 'candidate.json'));
  expect(await lines(commands.list(here.context))).not.toContain(here.id);
  await refused(here, () => promote(here), 4, /No skill candidate/);
});
