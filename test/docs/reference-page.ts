// `docs/reference.md`, made from the tree of commands, the tables of exit codes and the schema of millrace.toml: one fact, one place.
import { format } from 'prettier';
import { EXIT_HELP } from '../../cli/exit.js';
import { createProgram } from '../../cli/whole-program.js';
import { KNOWN_ERRORS } from '../../core/told-error.js';
import { commandSections, formerNames, optionTable } from './command-sections.js';
import { configSections } from './config-sections.js';
import { tableOf } from './markdown.js';

const HEAD = `# Reference

For whoever wants to look a command, an exit code or a setting up. It is made by \`npm run docs\` from the commands and the schema that run; [guide.md](guide.md)
says when to use what.`;

const COMMANDS = `## Commands

Every command takes the global options, before or after its name, and \`--help\`. An id may be shortened as long as it fits one thing only.`;

const EXITS = `With \`--json\` an error is \`{"ok": false, "error": {"code", "message", "hint"}}\`, on standard output. Of the codes these mean the same everywhere:`;

const SETTINGS = `## Settings

They stand in \`millrace-agents/millrace.toml\`. What is not written there has its default. \`millrace config show\` says what holds and where it is set; \`NAME\` stands
for a name that you choose, \`N\` for the place in a list.`;

/** The whole page, formatted as the repository is. */
export async function referencePage(): Promise<string> {
  const program = createProgram(true);
  const parts = [
    HEAD,
    COMMANDS,
    optionTable(program),
    ...commandSections(program),
    '### Other names\n\nNames that older scripts use. They do the same.',
    formerNames(program),
    '## Exit codes',
    tableOf(['code', 'meaning'], exitRows()),
    EXITS,
    tableOf(['error code', 'exit code'], errorRows()),
    SETTINGS,
    ...configSections(),
  ];
  return format(parts.join('\n\n'), { parser: 'markdown', printWidth: 120, singleQuote: true });
}

const exitRows = (): string[][] =>
  [...EXIT_HELP.matchAll(/(\d+) ([^,.]+)/g)].map(([, code = '', meaning = '']) => [code, meaning]);

const errorRows = (): string[][] =>
  Object.entries(KNOWN_ERRORS)
    .map(([code, exit]) => [`\`${code}\``, String(exit)])
    .sort();
