// What makes a folder a skill, whoever brings it: its page, its name, its size, the names of its files.
import { canonicalJson, sha256Hex } from '../contracts/digest.js';
import { CANONICAL_ID } from '../contracts/ids.js';
import { inert } from '../inert.js';
import { readFront } from './skill-front.js';

/** The file that stands in prompts. */
export const SKILL_PAGE = 'SKILL.md';

/** Of one skill: bytes of all its files, how many files, characters of its id. */
export const SKILL_LIMITS = { bytes: 1024 * 1024, files: 100, id: 64 } as const;

/** A file of a skill, `path` relative to its folder. */
export interface SkillFile {
  path: string;
  bytes: Uint8Array;
  executable?: boolean;
}

export interface NamedFile {
  path: string;
  /** Of its bytes. */
  sha256: string;
}

export const isSkillId = (id: string): boolean => CANONICAL_ID.test(id) && id.length <= SKILL_LIMITS.id;

/** Control characters and backslashes are in no name of a file of a skill. */
// eslint-disable-next-line no-control-regex
export const isOddName = (name: string): boolean => /[\u0000-\u001f\u007f\\]/.test(name);

/** Name of the whole: the same files with the same content, in whatever order, have the same. */
export const skillDigest = (files: readonly NamedFile[]): string =>
  sha256Hex(canonicalJson(files.map(({ path, sha256 }) => [path, sha256]).sort(byFirst)));

const byFirst = ([a = '']: string[], [b = '']: string[]): number => (a < b ? -1 : a > b ? 1 : 0);

export const sizeFaults = (count: number, bytes: number): string[] => [
  ...(count > SKILL_LIMITS.files ? [`It has ${count} files; at most ${SKILL_LIMITS.files} are taken.`] : []),
  ...(bytes > SKILL_LIMITS.bytes ? [`It has ${bytes} bytes; at most ${SKILL_LIMITS.bytes} are taken.`] : []),
];

/** `folder`: name of its folder; null = its page alone was given. Or what is wrong, in a sentence. */
export function skillIdentity(page: string, folder: string | null): { id: string; description: string } | string {
  const front = readFront(page);
  if (typeof front === 'string') return `${SKILL_PAGE}: ${front}`;
  const { name, description } = front;
  if (!isSkillId(name))
    return `${SKILL_PAGE}: the name ${inert(JSON.stringify(name.slice(0, 200)))} is no id: small letters and digits, with - . _ between them.`;
  if (folder !== null && folder !== name)
    return `${SKILL_PAGE} calls the skill ${name}, and its folder is ${inert(folder)}: give both the same name.`;
  return { id: name, description };
}

/**
 * All that keeps files from being a skill that may be shown to an operator as a candidate: they are text, and nothing of them is hidden.
 * `programs`: whether files may be executable.
 */
export function skillFaults(folder: string, files: readonly SkillFile[], programs: boolean): string[] {
  const sizes = sizeFaults(
    files.length,
    files.reduce((sum, { bytes }) => sum + bytes.length, 0),
  );
  if (sizes.length > 0) return sizes;
  const page = files.find(({ path }) => path === SKILL_PAGE);
  const text = page === undefined ? null : skillText(page.bytes);
  const identity = text === null ? null : skillIdentity(text, folder);
  return [
    ...(page === undefined ? [`It has no ${SKILL_PAGE}.`] : []),
    ...(typeof identity === 'string' ? [identity] : []),
    ...files.flatMap((file) => fileFaults(file, programs)),
  ];
}

function fileFaults({ path, bytes, executable }: SkillFile, programs: boolean): string[] {
  const shown = inert(path);
  const parts = path.split('/');
  if (isOddName(path) || parts.some((part) => part === '' || part === '.' || part === '..'))
    return [`${shown} is no name for a file.`];
  const text = skillText(bytes);
  return [
    ...(parts.some((part) => part.startsWith('.')) ? [`${shown} is hidden: nobody would see it.`] : []),
    ...(parts.length > 1 && parts.at(-1) === SKILL_PAGE ? [`${shown}: a skill holds no further skill.`] : []),
    ...(text === null ? [`${shown} is not UTF-8 text.`] : []),
    ...(executable === true && !programs ? [`${shown} is executable: a skill of an agent brings no programs.`] : []),
  ];
}

/** Null for what is no text: not UTF-8, or with NUL characters. */
export function skillText(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
