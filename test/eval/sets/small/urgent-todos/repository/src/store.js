import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** The todos of a file, oldest first; none where there is no file. */
export const load = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []);

export const save = (file, todos) => writeFileSync(file, JSON.stringify(todos));
