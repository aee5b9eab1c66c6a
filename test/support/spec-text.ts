// The spec document that tests put into queues.

/** `more`: further header lines. Without a root it is one itself. */
export const specText = (id: string, more = ''): string => `# Spec ${id}

Spec-ID: ${id}
Title: Spec ${id}
Summary: Build ${id}.
Source-Type: manual
Created-At: 2026-01-01T00:00:00Z
Created-By: tester
${more}
Goals:
- do it

Constraints:
- keep small

Acceptance:
- works

References:
- README.md
`;
