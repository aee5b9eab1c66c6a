// The systemd user unit of a workspace, as text. Every word that comes from outside is quoted, so that no path can add a line or an option.
import { EXIT } from '../exit.js';

export interface Unit {
  id: string;
  /** The workspace, absolute. */
  dir: string;
  /** Node and the file of the command, absolute. */
  node: string;
  main: string;
  /** What the worker needs of this shell's environment. */
  env: Readonly<Record<string, string>>;
}

/** By this line an `uninstall` knows that the file is ours. */
export const MARK = '# Written by `millrace service install`; `millrace service uninstall` removes it. Workspace: ';

export const unitName = (id: string): string => `millrace-${id}.service`;

/** A worker that was refused would be refused again: these exit codes are left alone. What may pass is tried again, but not for ever. */
const FINAL = [EXIT.usage, EXIT.noWorkspace, EXIT.notFound, EXIT.conflict, EXIT.needsYou];
const PAUSE_SECONDS = 30;
const TRIES_AN_HOUR = 20;

export function unitText({ id, dir, node, main, env }: Unit): string {
  const command = [node, main, '--workspace', dir].map(quoted).join(' ');
  const lines = [
    `${MARK}${id}`,
    '[Unit]',
    `Description=Millrace worker of ${plain(dir)}`,
    'StartLimitIntervalSec=3600',
    `StartLimitBurst=${TRIES_AN_HOUR}`,
    '',
    '[Service]',
    'Type=exec',
    ...Object.entries(env).map(([name, value]) => `Environment=${quotedValue(`${name}=${value}`)}`),
    `ExecStart=${command} run daemon --detached --monitor basic`,
    '# Only its own worker: where that has ended by itself there is none.',
    `ExecStop=${command} down --now --process "\${MAINPID}"`,
    'Restart=on-failure',
    `RestartSec=${PAUSE_SECONDS}`,
    `RestartPreventExitStatus=${FINAL.join(' ')}`,
    '# Agents and the Temporal server outlive the worker.',
    'KillMode=process',
    'TimeoutStopSec=60',
    '',
    '[Install]',
    'WantedBy=default.target',
  ];
  return `${lines.join('\n')}\n`;
}

/** In a description nothing but a line break and a specifier has a meaning. */
const plain = (text: string): string =>
  [...text]
    .map((sign) => (isControl(sign) ? '?' : sign))
    .join('')
    .replaceAll('%', '%%');

/** A word of a command line, where `$` would begin a variable. */
const quoted = (word: string): string => quotedValue(word).replaceAll('$', '$$$$');

/** C-style escapes within double quotes; `%` would begin a specifier. */
const quotedValue = (word: string): string => `"${[...word].map(escaped).join('')}"`;

function escaped(sign: string): string {
  if (sign === '\\' || sign === '"') return `\\${sign}`;
  if (sign === '%') return '%%';
  return isControl(sign) ? `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}` : sign;
}

const isControl = (sign: string): boolean => sign < ' ' || sign === '\u007f';
