// `skills`: what agents are taught besides their instructions. Installing and exporting work on folders; there is no network.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { CliError, failed, misused } from '../errors.js';
import { EXIT } from '../exit.js';
import { listed, restInJson, ROWS } from '../render/listed.js';
import { clip, section, table } from '../render/table.js';
import { listCandidates } from '../../read/candidates.js';
import { candidateData, candidateRows, showCandidate } from '../shelf/candidate-view.js';
import { changeAll } from '../shelf/change.js';
import { folderFor, installation } from '../shelf/install.js';
import {
  originOf,
  outcomesText,
  promotedFrom,
  revisionOf,
  skillHistory,
  type SkillStory,
  storyOf,
  usedBy,
  usedText,
} from '../shelf/skill-story.js';
import { readSkillSource } from '../shelf/skill-source.js';
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
  const story = storyOf(findWorkspace(context));
  const all = known(context).map((skill) => ({ skill, used: usedBy(story, skill), from: originOf(story, skill) }));
  const rows = all.map(({ skill, used, from }) => [
    ...[skill.id, from, shortOf(revisionOf(skill)), usedText(used)],
    clip(skill.fault ?? skill.description, WIDTH),
  ]);
  const waiting = story.candidates.filter(({ state }) => state === 'waiting');
  const skills = all.map(({ skill, used, from }) => ({ ...plain(skill), ...standing(story, skill), from, used }));
  return {
    data: { skills, candidates: waiting.map(candidateData) },
    lines: [
      ...listed(table(rows, ['SKILL', 'FROM', 'REVISION', 'USED', 'ABOUT']), ROWS, restInJson),
      ...section('Candidates that wait for you', listed(candidateRows(waiting), ROWS, restInJson)),
      ...(waiting.length === 0
        ? []
        : ['', '`millrace skills show ID` shows one, `skills promote` or `skills reject` decides.']),
    ],
  };
}

const standing = (story: SkillStory, skill: SkillView) => ({
  revision: revisionOf(skill),
  promotedFrom: promotedFrom(story, skill),
});

/** A skill, or a candidate that no skill is called like. */
export async function show(context: Context, _options: object, given: string): Promise<Result> {
  const workspace = findWorkspace(context);
  const skills = known(context);
  const isCandidate = !skills.some(({ id }) => id === given || id.startsWith(given));
  const isThere = listCandidates(workspace).some(({ id }) => id.startsWith(given));
  return isCandidate && isThere && given !== ''
    ? showCandidate(context, workspace, given)
    : showSkill(workspace, theSkill(skills, given));
}

function showSkill(workspace: string, skill: SkillView): Result {
  const story = storyOf(workspace);
  const [files, used, history] = [filesOf(skill), usedBy(story, skill), skillHistory(story, skill.id)];
  const waiting = story.candidates.filter(({ state, record }) => state === 'waiting' && record?.skill_id === skill.id);
  const title = /^# +(.+)$/m.exec(skill.text)?.[1]?.trim() ?? '';
  const rows = [
    ['skill', skill.id],
    ['title', title],
    ['from', originOf(story, skill)],
    ['about', skill.fault ?? skill.description],
    ['folder', skill.folder],
    ['files', listed(files, 30, (count) => `and ${count} more`).join(', ')],
    ['revision', shortOf(revisionOf(skill))],
    ['used', `${usedText(used)}${used.used === 0 ? '' : ` (${outcomesText(used)})`}`],
    ['of this text', `${usedText(used.now)}${used.now.used === 0 ? '' : ` (${outcomesText(used.now)})`}`],
  ];
  const data = { ...plain(skill), ...standing(story, skill), title, files, used, history };
  return {
    data: { ...data, candidates: waiting.map(candidateData) },
    lines: [
      ...table(rows),
      ...section('Candidates that wait for you', candidateRows(waiting)),
      ...section('History', listed(history, ROWS, restInJson)),
    ],
  };
}

const shortOf = (sha256: string): string => sha256.slice(0, 12);

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
  const rows = found.map((one) => [one.id, originText(one), clip(one.fault ?? one.description, WIDTH)]);
  const lines = listed(table(rows, ['SKILL', 'FROM', 'ABOUT']), ROWS, restInJson);
  return {
    data: { skills: found.map(plain) },
    lines: found.length === 0 ? [`No skill says ${words.join(' and ')}.`] : lines,
  };
}

export async function install(context: Context, options: SkillOptions, given: string): Promise<Result> {
  const workspace = findWorkspace(context);
  if (options.target === 'source')
    throw failed('not_here', 'Skills are installed into a workspace; a shipped one changes with the package.');
  const source = readSkillSource(given, context.cwd);
  const present = known(context).find(({ id }) => id === source.id);
  if (present !== undefined && !options.force && !options.update) throw taken(present);
  const folder = folderFor(workspace, source.id, present);
  const changes = installation(workspace, source, present, { operation: 'install', issuer: context.issuer });
  await changeAll(context, workspace, 'skills install', changes);
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
  if (context.dryRun ? existsSync(output) : !(await createOnly(output, stdout))) {
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
