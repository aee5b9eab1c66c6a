import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** The todos of a file, urgent ones first, else oldest first; none where there is no file. */
export const load = (file) => (existsSync(file) ? ordered(JSON.parse(readFileSync(file, 'utf8'))) : []);

export const save = (file, todos) => writeFileSync(file, JSON.stringify(ordered(todos)));

const ordered = (todos) => todos.toSorted((a, b) => Number(b.urgent ?? false) - Number(a.urgent ?? false));
