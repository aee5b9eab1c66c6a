// Plays the suite of runners with every runner that is tried, by the command that users have, and tells the verdicts as a part of
// docs/evidence.md; with --write it is put there. Arguments: names of runners, or of folders in test/runners; none = all.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const runners = join(root, 'test', 'runners');
const page = join(root, 'docs', 'evidence.md');
const [BEGIN, END] = ['<!-- the suite: made by `npm run suite -- --write` -->', '<!-- the end of it -->'];

/** Runner, folder of its program below test/runners (empty: it needs none), and what it is. */
const STANDS = [
  ['codex_cli', 'codex', 'Codex'],
  ['codex_cli', 'codex-newer', 'Codex'],
  ['pi_rpc', 'pi', 'Pi'],
  ['pi_rpc', 'pi-newer', 'Pi'],
  ['claude_code', 'claude', 'Claude Code'],
  ['command.tiny', '', 'the agent of the page in Python, dialect `millrace`'],
  ['command.tiny-js', '', 'the agent of the page in JavaScript, dialect `millrace`'],
  ['command.codex', 'codex', 'dialect `codex`, Codex'],
  ['scripted', '', 'a script'],
];

const text = (path) => readFileSync(path, 'utf8');

function versionIn(folder) {
  if (folder === '') return '';
  const { dependencies } = JSON.parse(text(join(runners, folder, 'package.json')));
  return ` ${Object.entries(dependencies).find(([name]) => name !== 'node' && !name.startsWith('node-'))?.[1]}`;
}

/** A workspace as an operator has it, accepted. */
function workspaceIn(folder) {
  const work = join(folder, 'work');
  mkdirSync(work, { recursive: true });
  for (const [name, language] of [
    ['tiny.py', 'python'],
    ['tiny.js', 'js'],
  ]) {
    const [, code] = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(
      text(join(root, 'docs', 'runners.md')),
    );
    writeFileSync(join(folder, name), code, { mode: 0o755 });
  }
  millrace(folder, ['init']);
  const config = join(work, 'millrace-agents', 'millrace.toml');
  writeFileSync(config, `${text(config)}\n${text(join(runners, 'stands.toml')).replaceAll('{agents}', folder)}`);
  millrace(folder, ['trust', '--accept']);
}

function millrace(folder, args, path = process.env.PATH) {
  const env = { ...process.env, PATH: path, MILLRACE_STATE_HOME: join(folder, 'state') };
  const argv = [join(root, 'dist', 'cli', 'main.cjs'), '-w', join(folder, 'work'), ...args];
  const { stdout, stderr } = spawnSync(process.execPath, argv, { env, encoding: 'utf8', maxBuffer: 1e9 });
  if (stdout === '') throw new Error(stderr);
  return stdout;
}

/** Codex's package carries the bubblewrap by which walls are tried. */
function judged(folder, [runner, program]) {
  const bins = [program, 'codex'].filter((one) => one !== '').map((one) => join(runners, one, 'node_modules', '.bin'));
  const path = [...bins, process.env.PATH].join(delimiter);
  console.error(`${runner} ${program}`);
  return JSON.parse(millrace(folder, ['runner', 'test', runner, '--json'], path)).data;
}

function told(all) {
  const rows = all.map(
    ([[runner, program, what], { passed, failed, cannotApply }]) =>
      `| \`${runner}\` | ${what}${versionIn(program)} | ${passed} | ${failed} | ${cannotApply} |`,
  );
  const [machine] = cpus();
  return [
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${machine?.model.trim()}), Node ${process.version}.`,
    '',
    '| runner | program | pass | fail | cannot apply |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
    'What failed, could not apply, or was refused, and why:',
    '',
    '```console',
    ...all.flatMap(([[runner, program], { cases }]) => reasons(`${runner} ${program}`.trim(), cases)),
    '```',
  ].join('\n');
}

/** Cases with one verdict and one reason are told together. */
function reasons(stand, cases) {
  const groups = new Map();
  for (const one of cases) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one.name]);
  return [...groups]
    .filter(([key]) => !key.endsWith(': '))
    .map(([key, some]) => `${stand}  ${some.length > 12 ? `${some.length} cases` : some.join(', ')}  ${key}`);
}

const keyOf = ({ verdict, why }) => `${verdict}: ${why}`;

function write(part) {
  const [before, rest = ''] = text(page).split(BEGIN);
  const [, after = ''] = rest.split(END);
  writeFileSync(page, `${before}${BEGIN}\n\n${part}\n\n${END}${after}`);
}

const args = process.argv.slice(2);
const named = args.filter((one) => one !== '--write');
const stands = STANDS.filter(
  ([runner, program]) => named.length === 0 || named.includes(runner) || named.includes(program),
);
mkdirSync(join(homedir(), '.cache'), { recursive: true });
const folder = mkdtempSync(join(homedir(), '.cache', 'millrace-stands-'));
try {
  workspaceIn(folder);
  const part = told(stands.map((stand) => [stand, judged(folder, stand)]));
  console.log(part);
  if (args.includes('--write')) write(part);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
