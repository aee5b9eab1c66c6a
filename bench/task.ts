// The task that both sides work on.

/** `createdAt`: ISO 8601. `root`: id of the root spec that it is of; absent = none. */
export const taskText = (id: string, createdAt: string, root?: string): string => `# Task ${id}

Task-ID: ${id}
Title: Task ${id}
Summary: A small change for ${id}.
Created-At: ${createdAt}
Created-By: bench
${root === undefined ? '' : `Root-Spec-ID: ${root}\n`}
Target-Paths:
- src/a.txt

Acceptance:
- the file exists

Required-Checks:
- cat src/a.txt

References:
- README.md

Risk:
- low
`;

/** Stages of a task that goes well, in order. */
export const STAGES = ['builder', 'checker', 'updater'] as const;

/** `count` ids that sort as they count. */
export const taskIds = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${String(index + 1).padStart(5, '0')}`);
