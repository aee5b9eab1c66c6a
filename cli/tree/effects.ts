// What each command does to the world, by its path: one that only looks takes the beginning of an id, one that ends something or
// decides about it takes the whole of it, and all that do not only look have `--dry-run`. A command that is in no list is a fault that a test finds.
import { Option, type Command } from 'commander';

/** `ends`: what it takes away does not come back by itself. `decides`: a person answers for what it names. */
export type Effect = 'looks' | 'changes' | 'ends' | 'decides';

const words = (text: string): string[] => text.split(', ');

const BY_EFFECT: Readonly<Record<Effect, readonly string[]>> = {
  looks: [
    ...words(
      'events, notify ls, notify test, notify send, runner test, status, usage, forecast, report, supervisor report, logs, diff, doctor, version, lineage show, mirror verify',
    ),
    ...words('queue ls, queue show, runs ls, runs show, runs tail, closures ls, closures show, quarantine ls'),
    ...words(
      'approvals ls, approvals show, checkpoints ls, trees ls, trees show, modes list, modes show, assets ls, server status',
    ),
    ...words('audit ls, audit verify, keys ls, open, workspaces ls, completion, complete, mcp, tui, serve'),
    ...words('compile validate, compile show, compile graph, compile diff, compile simulate'),
    ...words('config show, config get, config validate, model-aliases list, model-aliases show'),
    ...words('skills ls, skills show, skills search, skills create, skills improve, skills refresh-remote-index'),
  ],
  changes: [
    ...words('add, add-task, add-spec, add-probe, add-idea, new'),
    ...words('queue add-task, queue add-spec, queue add-probe, queue add-idea'),
    ...words('start, run, run once, run daemon, pause, resume, stop, control pause, control resume, control stop'),
    ...words(
      'retry, queue retry, queue requeue, queue retry-blocked, queue move, queue edit, queue retarget, queue retarget-dependency',
    ),
    ...words('clear-stale-state, control clear-stale-state, reload-config, control reload-config, config reload'),
    ...words('trees open, trees repair, deliver, usage raise, closures judge, quarantine fix, mirror rebuild'),
    ...words('init, trust, upgrade, assets copy, skills install, skills promote, skills export'),
    ...words('workspaces add, workspaces pause, workspaces resume, workspaces remove'),
    ...words('workspaces export, workspaces import, workspaces claim'),
    ...words('audit export, keys add, keys rotate, keys require'),
    ...words('config set, config unset, server start, server stop, up, down, service install, service uninstall'),
    ...words('model-aliases set, model-aliases assign-global, model-aliases clear-global, model-aliases assign-loop'),
    ...words('model-aliases clear-loop, model-aliases assign-stage, model-aliases clear-stage'),
  ],
  ends: [
    ...words('cancel, queue cancel, queue archive-blocked, queue supersede, incident cancel, incident resolve'),
    ...words('retry-active, control retry-active, planning retry-active, quarantine drop, incident archive-invalid'),
    ...words('keys remove, remove, skills reject, restore, checkpoints prune, trees remove, model-aliases remove'),
  ],
  decides: words('approvals approve, approvals deny'),
};

const EFFECTS: ReadonlyMap<string, Effect> = new Map(
  Object.entries(BY_EFFECT).flatMap(([effect, paths]) => paths.map((path) => [path, effect as Effect] as const)),
);

/** `path`: without the name of the program, as `queue show`; undefined = it is in no list. */
export const effectOf = (path: string): Effect | undefined => EFFECTS.get(path);

/** How one calls a command, without the name of the program; empty for the program itself. */
export function pathOf(command: Command): string {
  const above = command.parent === null ? '' : pathOf(command.parent);
  return command.parent === null ? '' : `${above} ${command.name()}`.trim();
}

/** The parser itself does not say which commands it hides from the help. */
export const isShown = (command: Command): boolean => !(command as Command & { _hidden?: boolean })._hidden;

export const DRY_RUN = 'say what it would do, with the exit code of that, and change nothing';

/** Gives `--dry-run` to every command that does not only look, and has none of its own. */
export function offerDryRuns(command: Command): void {
  const effect = effectOf(pathOf(command));
  const hasOne = command.options.some(({ long }) => long === '--dry-run');
  if (effect !== undefined && effect !== 'looks' && !hasOne) command.addOption(new Option('--dry-run', DRY_RUN));
  for (const one of command.commands) offerDryRuns(one);
}
