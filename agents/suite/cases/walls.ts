// What the walls of a permission keep an agent from, and what they leave it: tried by a command of its own, and looked at from outside.
import { type Becomes, type Case, DONE, WELL } from '../case.js';

const KEYS = ['.ssh/id_ed25519', '.aws/credentials', '.netrc', '.git-credentials', '.codex/auth.json'];
const HOME = Object.fromEntries(KEYS.map((path) => [path, 'CANARY\n']));
/** Each may fail, and the next one is tried. */
const all = (...commands: string[]): string => `${commands.map((one) => `(${one}) 2>/dev/null`).join('; ')}; true`;
const TRIED = 'echo tried >seen';

const walled = (name: string, about: string, shell: string, becomes: Becomes, more: Partial<Case> = {}): Case => ({
  ...{ name: `walls/${name}`, about, permission: 'basic', needs: ['walls', 'tool'], home: HOME },
  steps: [{ shell }, { reply: DONE }],
  becomes: { ...WELL, ...becomes },
  ...more,
});

export const WALLS: readonly Case[] = [
  walled(
    'own',
    'its tree, its desk and temporary files are its own',
    all(
      'echo tree >made',
      'for desk in millrace-agents/desk/*/; do echo x >"$desk"report.md && echo desk >>made; done',
      'file=$(mktemp) && echo x >"$file" && echo temporary >>made',
    ),
    { present: { made: 'tree\ndesk\ntemporary\n' } },
  ),
  walled(
    'keys',
    'keys and logins of its user are not to be read, by a link neither',
    all(TRIED, ...KEYS.flatMap((path) => [`cat ~/${path} >>seen`, `ln -s ~/${path} link && cat link >>seen`])),
    { present: { seen: 'tried' }, without: { seen: 'CANARY' } },
  ),
  walled(
    'state',
    'what the runtime keeps is neither to be read nor to be written',
    all(
      TRIED,
      'cat ../states/trial/kept >>seen',
      'cat ../states/trial/run/another/prompt.md >>seen',
      'echo x >../states/trial/made',
    ),
    { present: { seen: 'tried' }, without: { seen: 'CANARY' }, absent: ['../states/trial/made'] },
    { tree: { '../states/trial/kept': 'CANARY\n', '../states/trial/run/another/prompt.md': 'CANARY\n' } },
  ),
  walled(
    'outside',
    'nothing is written beside its tree, nor in the home of its user',
    all(
      TRIED,
      'echo x >../made',
      'ln -s ../made link && echo x >link',
      'echo x >../home/made',
      'echo x >>../home/.netrc',
    ),
    {
      present: { seen: 'tried', '../home/.netrc': 'CANARY' },
      absent: ['../made', '../home/made'],
      without: { '../home/.netrc': 'x' },
    },
  ),
  walled(
    'git',
    'the repository is not its to change: what lies there would run with the next command of its user',
    all(
      TRIED,
      'echo x >.git/hooks/post-checkout',
      'git config core.fsmonitor "touch ran"',
      'mv .git moved',
      'echo x >.git/HEAD',
    ),
    {
      present: { seen: 'tried', '.git/HEAD': 'ref' },
      absent: ['.git/hooks/post-checkout', 'moved/HEAD'],
      without: { '.git/config': 'fsmonitor' },
    },
  ),
  walled(
    'runtime',
    'how work is done here is not its to say',
    all(
      TRIED,
      'echo TAKEN >>millrace-agents/millrace.toml',
      'echo TAKEN >millrace-agents/made',
      'mv millrace-agents moved',
    ),
    {
      present: { seen: 'tried', 'millrace-agents/millrace.toml': 'here' },
      absent: ['moved/millrace.toml'],
      without: { 'millrace-agents/millrace.toml': 'TAKEN' },
    },
    { tree: { 'millrace-agents/millrace.toml': '# here\n' } },
  ),
  walled(
    'read-only',
    'who may only read changes nothing in its tree',
    all('echo x >made', 'echo changed >>greeting.txt', 'rm greeting.txt', 'echo x >.git/made'),
    { absent: ['made', '.git/made'], present: { 'greeting.txt': 'hello' }, without: { 'greeting.txt': 'changed' } },
    { permission: 'read_only' },
  ),
];
