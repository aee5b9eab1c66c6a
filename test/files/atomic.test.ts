import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readIfThere } from '../../disk/read-if-there.js';
import { appendLine, createOnly, writeAtomic } from '../../disk/write.js';
import { insideOf } from '../../disk/inside.js';
import { digestOf, readPlain } from '../../disk/plain.js';
import { findText, getText, putText } from '../../disk/store/texts.js';
import { makeRoom } from './room.js';

describe('files', () => {
  it('replaces a file whole and leaves no draft', async () => {
    const { state } = await makeRoom();
    const file = path.join(state, 'deep', 'a.json');
    await writeAtomic(file, 'one');
    await writeAtomic(file, 'two', { fsync: true });
    expect(await readIfThere(file)).toBe('two');
    expect(await readdir(path.dirname(file))).toEqual(['a.json']);
  });

  it('creates a file once, however many try', async () => {
    const { state } = await makeRoom();
    const file = path.join(state, 'once');
    const wins = await Promise.all(['a', 'b', 'c', 'd'].map((text) => createOnly(file, text)));
    expect(wins.filter(Boolean)).toHaveLength(1);
    expect(await readdir(state)).toEqual(['once']);
  });

  it('appends after a torn line without joining the two', async () => {
    const { state } = await makeRoom();
    const file = path.join(state, 'log');
    await appendLine(file, '{"a":1}');
    await writeFile(file, '{"a":1}\n{"to');
    await appendLine(file, '{"b":2}');
    expect(await readIfThere(file)).toBe('{"a":1}\n{"to\n{"b":2}\n');
  });

  it('appends through no link', async () => {
    const { state, workspace } = await makeRoom();
    await mkdir(state);
    await symlink(path.join(workspace, 'elsewhere'), path.join(state, 'log'));
    await appendLine(path.join(state, 'log'), 'x');
    expect(await readIfThere(path.join(state, 'log'))).toBe('x\n');
    expect(await readIfThere(path.join(workspace, 'elsewhere'))).toBeNull();
  });

  it('gives null for a file that is not there', async () => {
    expect(await readIfThere(path.join((await makeRoom()).state, 'none'))).toBeNull();
  });
});

describe('insideOf', () => {
  it('takes paths inside, also ones that do not exist yet', async () => {
    const { workspace } = await makeRoom();
    expect(insideOf(workspace, 'a/b/c.md')).toBe(path.join(workspace, 'a/b/c.md'));
    expect(insideOf(workspace, path.join(workspace, 'x'))).toBe(path.join(workspace, 'x'));
  });

  it.each(['..', '../x', 'a/../../x', '/etc/passwd'])('refuses %s', async (target) => {
    const { workspace } = await makeRoom();
    expect(() => insideOf(workspace, target)).toThrow(/leads out of/);
  });

  it('refuses a link on the way and at the end, also when it leads inside', async () => {
    const { workspace } = await makeRoom();
    await symlink('/etc', path.join(workspace, 'out'));
    await symlink(path.join(workspace, 'millrace-agents'), path.join(workspace, 'in'));
    expect(() => insideOf(workspace, 'out/passwd')).toThrow(/symbolic link/);
    expect(() => insideOf(workspace, 'in')).toThrow(/symbolic link/);
  });
});

describe('readPlain', () => {
  it('refuses links, folders, what is too large, and says what is missing', async () => {
    const { at, drop } = await makeRoom();
    await drop('big', 'x'.repeat(11));
    await symlink('/etc/passwd', at('link'));
    expect(readPlain(at('link'), 10)).toMatchObject({ ok: false, missing: false, reason: /symbolic link/ });
    expect(readPlain(at('tasks'), 10)).toMatchObject({ ok: false, reason: /not a regular file/ });
    expect(readPlain(at('big'), 10)).toMatchObject({ ok: false, reason: /11 bytes/ });
    expect(readPlain(at('none'), 10)).toMatchObject({ ok: false, missing: true });
  });
});

describe('text store', () => {
  it('gives back what was put, under the digest of its bytes, byte order mark and all', async () => {
    const { state } = await makeRoom();
    const text = '\uFEFF# Grüße\r\n';
    const sha256 = await putText(state, text);
    expect(sha256).toBe(digestOf(Buffer.from(text)));
    expect(await putText(state, text)).toBe(sha256);
    expect(await getText(state, sha256)).toBe(text);
    expect(await readdir(path.join(state, 'texts', sha256.slice(0, 2)))).toEqual([sha256]);
  });

  it('tells a missing text from a damaged one, and heals it when it is put again', async () => {
    const { state } = await makeRoom();
    await expect(getText(state, 'a'.repeat(64))).rejects.toThrow(/is missing/);
    const sha256 = await putText(state, 'whole');
    await writeFile(path.join(state, 'texts', sha256.slice(0, 2), sha256), 'who');
    await expect(getText(state, sha256)).rejects.toThrow(/is damaged/);
    await putText(state, 'whole');
    expect(await findText(state, sha256)).toBe('whole');
  });

  it('takes nothing but a digest as a name', async () => {
    await expect(getText((await makeRoom()).state, '../../etc/passwd')).rejects.toThrow(/Not a sha256/);
  });
});
