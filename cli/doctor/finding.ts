// What `doctor` says of one thing that it looked at.

export interface Finding {
  /** `skipped`: not looked at, because something else is in the way; neither good nor bad. */
  level: 'ok' | 'skipped' | 'warning' | 'error';
  /** For programs: a word such as `missing_directory`, or the code of a diagnostic. */
  code: string;
  what: string;
  /** A path or a name. */
  where?: string;
  remedy?: string;
}

export const ok = (code: string, what: string): Finding => ({ level: 'ok', code, what });

export const skipped = (code: string, what: string): Finding => ({ level: 'skipped', code, what });

/** `more`: where it is, and what to do. */
export const warning = (code: string, what: string, more: Pick<Finding, 'where' | 'remedy'> = {}): Finding => {
  return { level: 'warning', code, what, ...more };
};

export const error = (code: string, what: string, more: Pick<Finding, 'where' | 'remedy'> = {}): Finding => {
  return { ...warning(code, what, more), level: 'error' };
};
