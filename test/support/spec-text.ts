// The spec document that tests put into queues.

/** `root`: of its lineage; itself by default. */
export const specText = (id: string, root = id): string => `# Spec ${id}

Spec-ID: ${id}
Title: Spec ${id}
Summary: Build ${id}.
Source-Type: manual
Root-Spec-ID: ${root}
Created-At: 2026-01-01T00:00:00Z
Created-By: tester

Goals:
- do it

Constraints:
- keep small

Acceptance:
- works

References:
- README.md
`;
