// `skills`: what agents are taught besides their instructions. Installing and exporting work on folders; there is no network.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { StoredFile } from '../../disk/store/change-set.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { CliError, failed, misused } from '../errors.js';
import { EXIT } from '../exit.js';
import { readPiece, shown } from '../../read/files.js';
import { listed, restInJson, ROWS } from '../render/listed.js';
import { clip, table } from '../render/table.js';
import { changeAll } from '../shelf/change.js';
import { readSkillSource, type SkillSource } from '../shelf/skill-source.js';
import { filesOf, listSkills, type SkillView, theSkill } from '../shelf/skills.js';

interface SkillOptions {
  force?: boolean;
  update?: boolean;
  target?: string;
  output?: string;
}

const WIDTH = 100;
const ARCHIVE_LIMIT = 256 * 1024 * 1024;

export async function list(context: Context): Promise<Result> {
  return answer(known(context));
}

export async function show(context: Context, _options: object, given: string): Promise<Result> {
  const skill = theSkill(known(context), given);
  const files = filesOf(skill);
  const title = /^# +(.+)$/m.exec(skill.text)?.[1]?.trim() ?? '';
  const rows = [
    ['skill', skill.id],
    ['title', title],
    ['from', originText(skill)],
    ['about', skill.fault ?? skill.description],
    ['folder', skill.folder],
    ['files', listed(files, 30, (count) => `and ${count} more`).join(', ')],
  ];
  return { data: { ...plain(skill), title, files }, lines: table(rows) };
}

export async function search(context: Context, _options: object, given: string[] | string): Promise<Result> {
  const words = [given]
    .flat()
    .join(' ')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0)
    throw misused('There is no word to search for.', 'For example: millrace skills search review');
  const found = known(context).filter(({ id, text }) => {
    const all = `${id}\n${text}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
  const { data, lines } = answer(found);
  return { data, lines: found.length === 0 ? [`No skill says ${words.join(' and ')}.`] : lines };
}

export async function install(context: Context, options: SkillOptions, given: string): Promise<Result> {
  const workspace = findWorkspace(context);
  if (options.target === 'source')
    throw failed('not_here', 'Skills are installed into a workspace; a shipped one changes with the package.');
  const source = readSkillSource(given, context.cwd);
  const present = known(context).find(({ id }) => id === source.id);
  if (present !== undefined && !options.force && !options.update) throw taken(present);
  const own = present?.origin === 'workspace' ? present : null;
  const folder = own === null ? `skills/${source.id}` : relative(join(workspace, RUNTIME_DIR), own.folder);
  const line = { ...record(source, folder), replaced: present?.origin ?? null, issuer: context.issuer };
  await changeAll(context, workspace, 'skills install', [...changesFor(source, folder, own), logged(workspace, line)]);
  const destination = `${RUNTIME_DIR}/${folder}`;
  const done = present === undefined ? 'is installed' : `takes the place of the ${present.origin} one`;
  const after = 'Name it under `skills` of a stage, and the next plan has it.';
  const data = { id: source.id, destination, files: [...source.files.keys()], replaced: present?.origin ?? null };
  return { data, lines: [`The skill ${source.id} ${done}: ${destination}.`, after] };
}

export async function exportSkill(context: Context, options: SkillOptions, given: string): Promise<Result> {
  const skill = theSkill(known(context), given);
  const output = resolve(context.cwd, options.output ?? `${skill.id}.tar.gz`);
  const args = ['-czf', '-', '-C', dirname(skill.folder), basename(skill.folder)];
  const settings = { encoding: 'buffer', maxBuffer: ARCHIVE_LIMIT } as const;
  const { stdout } = await promisify(execFile)('tar', args, settings).catch((error: unknown) => {
    throw failed('no_archive', `tar could not pack ${skill.folder}: ${String(error)}`, 'Is tar installed?');
  });
  const { createOnly } = await import('../../disk/write.js');
  if (!(await createOnly(output, stdout))) {
    const message = `${output} is there already and stays as it is.`;
    throw new CliError({
      exit: EXIT.conflict,
      code: 'already_there',
      message,
      hint: 'Name another one with --output.',
    });
  }
  return { data: { id: skill.id, output }, lines: [`${skill.id} is in ${output}.`] };
}

const ELSEWHERE = {
  create:
    'Agents of the learning plane write skills: in a mode that learns (`millrace modes list`), `millrace new learning_request "what to learn"`, then `millrace add learning_request FILE`. Or write a SKILL.md, and give its folder to `millrace skills install`.',
  improve:
    'Agents of the learning plane improve skills: in a mode that learns (`millrace modes list`), `millrace new learning_request "what to improve"`, then `millrace add learning_request FILE`. Or edit the SKILL.md under millrace-agents/skills; `millrace assets copy ID` brings a shipped one there.',
  promote:
    'A workspace cannot change what is shipped. `millrace skills export ID` packs the skill for those who maintain the package.',
  'refresh-remote-index': 'There is no catalogue of skills in the network, so there is no index to fetch.',
} as const;

export type Elsewhere = keyof typeof ELSEWHERE;

/** The handler of a command that only says where that is done. */
export const elsewhere = (name: Elsewhere) => async (): Promise<Result> => {
  throw failed('not_here', ELSEWHERE[name]);
};

/** What is left out is told on stderr. */
function known(context: Context): SkillView[] {
  const { skills, unread } = listSkills(findWorkspace(context));
  for (const line of listed(unread, 20, (count) => `… and ${count} more`)) context.note(line);
  return skills;
}

function answer(skills: readonly SkillView[]): Result {
  const rows = skills.map((one) => [one.id, originText(one), clip(one.fault ?? one.description, WIDTH)]);
  return {
    data: { skills: skills.map(plain) },
    lines: listed(table(rows, ['SKILL', 'FROM', 'ABOUT']), ROWS, restInJson),
  };
}

const originText = ({ origin, replaces }: SkillView): string =>
  replaces ? `${origin}, in place of a shipped one` : origin;

const plain = ({ id, origin, replaces, description, fault, folder }: SkillView) => {
  return { id, origin, replaces, description, fault, folder };
};

function taken({ id, origin, folder }: SkillView): CliError {
  const where = origin === 'workspace' ? `in ${folder}` : 'shipped, and would be replaced in this workspace';
  const message = `Nothing was installed: the skill ${id} is there already (${where}).`;
  return new CliError({ exit: EXIT.conflict, code: 'already_there', message, hint: '--force replaces it.' });
}

/** What the skill had before and has no more is removed in the same step. */
function changesFor({ files }: SkillSource, folder: string, own: SkillView | null): StoredFile[] {
  const old = own === null ? [] : filesOf(own).filter((path) => !files.has(path));
  const removed = old.map((path) => ({ path: `${folder}/${path}`, content: null }));
  const written = [...files].map(([path, { bytes, executable }]) => {
    return { path: `${folder}/${path}`, content: bytes, executable };
  });
  return [...removed, ...written];
}

function record({ id, from, files }: SkillSource, folder: string): object {
  const sha256 = createHash('sha256')
    .update(files.get('SKILL.md')?.bytes ?? '')
    .digest('hex');
  const at = new Date().toISOString();
  return { at, operation: 'install', skill_id: id, source: from, destination: folder, files: files.size, sha256 };
}

/** The log is part of the change: a skill is never there without its line. */
function logged(workspace: string, line: object): StoredFile {
  const before = readPiece(shown(workspace, runtimePaths.skillLog))?.text ?? '';
  const whole = before === '' || before.endsWith('\n') ? before : `${before}\n`;
  return { path: runtimePaths.skillLog, content: `${whole}${JSON.stringify(line)}\n` };
}
