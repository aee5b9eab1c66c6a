// The task document that tests put into queues.

export const taskText = (id: string, more = ''): string => `# Task ${id}

Task-ID: ${id}
Title: Task ${id}
Created-At: 2026-01-01T00:00:00Z
Created-By: tester
${more}
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
