// The smallest sources that compile, to be broken in one way at a time.
import { compile, type Compiled, type Sources } from '../../core/plan/compile.js';
import type { Diagnostic } from '../../core/plan/diagnostics.js';

const stage = (id: string, plane: string, role: string, families: string, outcomes: string[]) =>
  [
    ...[
      '+++',
      `id = "${id}"`,
      `plane = "${plane}"`,
      `role = "${role}"`,
      `families = [${families}]`,
      'skills = ["care"]',
    ],
    ...['[outcomes]', ...outcomes, '+++', '', `Do what a ${id} does.`, ''],
  ].join('\n');

const BLOCKED = 'BLOCKED = "blocked"';

const FILES: Record<string, string> = {
  'modes/small.toml': 'id = "small"\naliases = ["tiny"]\n[planes]\nexecution = "small.run"\nplanning = "small.plan"\n',
  'graphs/run.toml': `id = "small.run"
plane = "execution"
[entries]
task = "maker"
[nodes.maker]
MADE = "judge"
BLOCKED = ["helper (helps)", "end:stuck"]
[nodes.judge]
GOOD = "end:done"
BAD = ["maker (again)", "end:stuck"]
BLOCKED = "end:stuck"
[nodes.helper]
HELPED = "maker"
BLOCKED = "end:stuck"
[bounds.again]
max = 2
[bounds.helps]
max = 1
config = "recovery.max_fix_cycles"
[ends.done]
class = "success"
disposition = "complete"
[ends.stuck]
class = "blocked"
disposition = "block"
`,
  'graphs/plan.toml': `id = "small.plan"
plane = "planning"
[entries]
spec = "thinker"
[closure]
node = "closer"
pass = "done"
gap = "open"
[nodes.thinker]
THOUGHT = "end:done"
BLOCKED = "end:stuck"
[nodes.closer]
CLOSED = "end:done"
GAP = "end:open"
BLOCKED = "end:stuck"
[ends.done]
class = "success"
disposition = "complete"
[ends.open]
class = "followup_needed"
disposition = "complete"
[ends.stuck]
class = "blocked"
disposition = "block"
`,
  'stages/maker.md': stage('maker', 'execution', 'work', '"task"', ['MADE = "success"', BLOCKED]),
  'stages/judge.md': stage('judge', 'execution', 'work', '"task"', [
    'GOOD = "success"',
    'BAD = "followup_needed"',
    BLOCKED,
  ]),
  'stages/helper.md': stage('helper', 'execution', 'repair', '"task"', ['HELPED = "success"', BLOCKED]),
  'stages/thinker.md': stage('thinker', 'planning', 'work', '"spec"', ['THOUGHT = "success"', BLOCKED]),
  'stages/closer.md': stage('closer', 'planning', 'close', '', [
    'CLOSED = "success"',
    'GAP = "followup_needed"',
    BLOCKED,
  ]),
  'skills/care/SKILL.md': 'Take care.\n',
  'artifacts.toml': '[note]\nfiles = ["note.md"]\nschema = "markdown"\n',
  'millrace.toml': '[runtime]\ndefault_mode = "small"\n',
};

/** One change of the files: `from` must be there, an empty `from` appends; `null` as `to` removes the file. */
export interface Change {
  file: string;
  from?: string;
  to: string | null;
}

/** Adds a learning plane: requests begin at `student` or `teacher`, who changes a skill. */
export const LEARNING: readonly Change[] = [
  {
    file: 'modes/small.toml',
    from: 'planning = "small.plan"\n',
    to: 'planning = "small.plan"\nlearning = "small.learn"\n',
  },
  {
    file: 'graphs/learn.toml',
    to: `id = "small.learn"
plane = "learning"
starts = ["teacher"]
[entries]
learning_request = "student"
[nodes.student]
LEARNED = "reader"
BLOCKED = "end:stuck"
[nodes.reader]
READ = "teacher"
BLOCKED = "end:stuck"
[nodes.teacher]
TAUGHT = "end:done"
BLOCKED = "end:stuck"
[ends.done]
class = "success"
disposition = "complete"
[ends.stuck]
class = "blocked"
disposition = "block"
`,
  },
  { file: 'artifacts.toml', to: '[skill_update]\nfiles = ["update.md"]\nschema = "markdown"\n' },
  {
    file: 'stages/student.md',
    to: stage('student', 'learning', 'work', '"learning_request"', ['LEARNED = "success"', BLOCKED]),
  },
  {
    file: 'stages/reader.md',
    to: stage('reader', 'learning', 'work', '"learning_request"', ['READ = "success"', BLOCKED]),
  },
  {
    file: 'stages/teacher.md',
    to: stage('teacher', 'learning', 'work', '"learning_request"', ['TAUGHT = "success"', BLOCKED])
      .replace('skills', 'artifacts = ["skill_update"]\nskills')
      .replace(BLOCKED, `${BLOCKED}\n[required]\nTAUGHT = ["skill_update"]`),
  },
];

/** Adds a delivery, whose conflicts are work for `joiner`. */
export const DELIVERY: readonly Change[] = [
  { file: 'graphs/run.toml', from: 'plane =', to: 'starts = ["joiner"]\nplane =' },
  {
    file: 'graphs/run.toml',
    from: '[nodes.judge]',
    to: '[nodes.joiner]\nJOINED = "judge"\nBLOCKED = "end:stuck"\n[nodes.judge]',
  },
  {
    file: 'stages/joiner.md',
    to: stage('joiner', 'execution', 'merge', '"task"', ['JOINED = "success"', BLOCKED]),
  },
  {
    file: 'graphs/plan.toml',
    from: '[nodes.thinker]',
    to: '[delivery]\nfamily = "task"\nstart = "joiner"\nrounds = 2\nconfig = "recovery.max_merge_rounds"\n[nodes.thinker]',
  },
];

export function smallSources(...changes: Change[]): Sources {
  const files = { ...FILES };
  for (const { file, from = '', to } of changes) {
    const text = files[file] ?? '';
    if (!text.includes(from)) throw new Error(`${file} has no ${JSON.stringify(from)}`);
    if (to === null) delete files[file];
    else files[file] = from === '' ? text + to : text.replace(from, to);
  }
  const under = (folder: string) =>
    Object.entries(files).flatMap(([path, text]) => (path.startsWith(`${folder}/`) ? [{ path, text }] : []));
  const config = { path: 'millrace.toml', text: files['millrace.toml'] ?? '' };
  const artifacts = [{ path: 'artifacts.toml', text: files['artifacts.toml'] ?? '' }];
  const [modes, graphs, stages, skills] = [under('modes'), under('graphs'), under('stages'), under('skills')];
  return { modes, graphs, stages, skills, families: under('families'), artifacts, config };
}

export const compileSmall = (...changes: Change[]): Compiled =>
  compile(smallSources(...changes), { runners: ['codex_cli', 'scripted'] });

/** The diagnostics of the changed sources; there is no plan when one of them is an error. */
export function faultsOf(...changes: Change[]): Diagnostic[] {
  const { diagnostics, named } = compileSmall(...changes);
  const failed = diagnostics.some((one) => one.severity === 'error');
  if (failed !== (named === null)) throw new Error('a plan and errors, or neither');
  return diagnostics;
}
