// Names that an archive brings, of which none is believed: what git or a disk would take for something else than it says.

/** What some disk takes for `.git`: case, dots and spaces at the end, signs without width, and the short name of another system. */
export const isOfGit = (part: string): boolean =>
  /^(?:\.git|git~\d+)$/i.test(part.replace(/\p{Cf}/gu, '').replace(/[. ]+$/, ''));

/** Whether one of these names is that of a repository, or leads up: on another system a backslash parts names, too. */
export const isAstray = (path: string): boolean =>
  path.includes('\0') || path.split(/[\\/]/).some((part) => part === '..' || isOfGit(part));

/** A relative path that leads nowhere but down; '' = the place itself. */
export const isBelow = (path: string): boolean =>
  path === '' || (!isAstray(path) && path.split('/').every((part) => part !== '' && part !== '.'));

/** sha1 or sha256: nothing that a git could take for an option. */
export const isDigest = (text: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);

/** Of git-check-ref-format(1), without `refs/heads/`. */
export const isBranch = (name: string): boolean =>
  !/^-|[\p{Cc} ~^:?*[\\]|\.\.|@\{|\.$/u.test(name) &&
  name.split('/').every((part) => part !== '' && !/^\.|\.lock$/.test(part));

/** As `init` makes them: so none is the name of something else in a state home. */
export const isMadeId = (id: string): boolean => /^[a-z0-9][a-z0-9-]{0,39}-[0-9a-f]{8}$/.test(id);
