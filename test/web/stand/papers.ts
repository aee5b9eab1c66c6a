// The documents of the shop: what people and agents write, each text through `words`, so that the same story can be told with hostile ones.

export type Words = (text: string) => string;

export interface Paper {
  family: 'spec' | 'task' | 'incident';
  id: string;
  title: string;
  /** Id of its root spec; absent = rootless. */
  root?: string;
  /** ISO 8601. */
  createdAt: string;
  dependsOn?: string[];
  serves?: string;
}

const list = (name: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `\n${name}:\n${lines.map((line) => `- ${line}\n`).join('')}`;

const belongs = ({ family, root }: Paper): string =>
  root === undefined || family === 'spec' ? '' : `Root-Spec-ID: ${root}\nSpec-ID: ${root}\n`;

export function paperText(paper: Paper, words: Words): string {
  return paper.family === 'spec' ? specText(paper, words) : workText(paper, words);
}

function workText(paper: Paper, words: Words): string {
  const { family, id, title, createdAt, dependsOn = [], serves } = paper;
  const label = family === 'task' ? 'Task-ID' : 'Incident-ID';
  return `# ${words(title)}

${label}: ${id}
Title: ${words(title)}
Summary: ${words(`${title}, as the plan of its root says.`)}
${belongs(paper)}Created-At: ${createdAt}
Created-By: manager
${serves === undefined ? '' : `Serves: ${serves}\n`}${list('Depends-On', dependsOn)}
Target-Paths:
- src/pay/retry.ts

Acceptance:
- ${words('A payment that timed out is tried again, at most three times.')}

Required-Checks:
- npm test

References:
- README.md

Risk:
- low

${words('The gateway answers late in the evening. Nobody should pay twice.')}
`;
}

const specText = ({ id, title, createdAt }: Paper, words: Words): string => `# ${words(title)}

Spec-ID: ${id}
Title: ${words(title)}
Summary: ${words(title)}
Source-Type: idea
Source-ID: ${id}
Root-Idea-ID: ${id}
Root-Spec-ID: ${id}
Created-At: ${createdAt}
Created-By: ana

Goals:
- ${words('Nobody loses a cart because a gateway was slow.')}

Constraints:
- keep small

Acceptance:
- works

References:
- README.md
`;
