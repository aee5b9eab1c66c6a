// The documents of a campaign: ideas and requests that are brought in, specs and tasks that its agents make.

const ITEMS = ['- the file exists', '- nothing else changes'].join('\n');

export const ideaText = (name: string): string => `# ${name}

1. The tool says its version when it is asked for it.
2. Every command says what it did in one line.
3. A file that is missing is named in the error.
`;

/** Documents of one root. `idea`: its spec; `${NOW}` is filled in by whoever writes the document. */
interface Lineage {
  root: string;
  /** Spec, or incident, that it is made of. */
  source: string;
}

export const childSpecText = (id: string, { root, source }: Lineage): string => `# ${id}

Spec-ID: ${id}
Title: ${id}
Summary: A part of ${source}.
Source-Type: derived_spec
Source-ID: ${source}
Parent-Spec-ID: ${source}
Root-Spec-ID: ${root}
Root-Idea-ID: ${root}
Created-At: \${NOW}
Created-By: planner

Goals:
- a part of the whole

Constraints:
- keep it small

Acceptance:
${ITEMS}

References:
- README.md
`;

export const taskDocument = (id: string, { root, source }: Lineage): string => `# ${id}

Task-ID: ${id}
Title: ${id}
Summary: A small change for ${source}.
Root-Spec-ID: ${root}
Root-Idea-ID: ${root}
Spec-ID: ${source}
Created-At: \${NOW}
Created-By: manager

Target-Paths:
- src/a.txt

Acceptance:
${ITEMS}

Required-Checks:
- cat src/a.txt

References:
- README.md

Risk:
- low
`;

export const requestText = (id: string): string => `# ${id}

Learning-Request-ID: ${id}
Title: ${id}
Summary: Whether the repairs so far teach anything.
Requested-Action: improve
Target-Stage: analyst
Created-At: 2026-01-01T00:00:00Z
Created-By: campaign
`;
