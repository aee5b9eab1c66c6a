// The README that `init` writes into `millrace-agents/`, for people who find the folder before they find the manual.
import { FAMILIES } from '../../core/contracts/families.js';
import { runtimePaths } from '../../core/contracts/paths.js';

const FOLDERS = Object.values(FAMILIES).map(({ folder }) => `\`${folder}/\``);

export const README_TEXT = `# millrace-agents

Work for coding agents, and what came of it. \`millrace status\` says what runs, what waits and what needs you;
\`millrace doctor\` says what is in the way of a run.

Yours, and part of the repository:

- \`${runtimePaths.config}\`: the configuration. \`millrace config validate\` checks it.
- \`modes/\`, \`graphs/\`, \`stages/\`, \`skills/\`: what you add, or put in the place of what ships, by its id. They need not
  be there. \`millrace assets ls\` shows what ships, \`millrace assets copy ID\` brings a part of it here to be edited, and
  \`millrace upgrade\` tells when a newer release changed what you took.
- \`families/\`, \`artifacts.toml\`: kinds of work and of reports that you add.

Written by the runtime, and ignored by git:

- ${FOLDERS.join(', ')}: documents by state.
  Put new ones into the queue folder, or give them to \`millrace add-task FILE\`. Moving or deleting one is undone: it
  would not change the work.
- \`ideas/inbox/\`: any Markdown file that you put here becomes a spec; \`intake/\` keeps its text.
- \`runs/\`: one folder per run, with prompts, reports and what agents said. \`millrace runs ls\` lists them.
- \`diagnostics/\`: why an item is blocked.
- \`state/\`, \`logs/\`, \`workspace.json\`: what is going on, as files. They suffice to start again, so keep them.
`;
