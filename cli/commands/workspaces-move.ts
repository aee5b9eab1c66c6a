// `workspaces export|import|claim`: a workspace leaves this host as a file, comes to it from one, or is taken over where its host is no more.
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { WorkspacePlace } from '../../worker/place.js';
import { readSnapshot } from '../../read/snapshot.js';
import { type Context, identify, type Result } from '../context.js';
import { CliError, misused } from '../errors.js';
import { EXIT } from '../exit.js';
import { alone } from '../remove/alone.js';
import { counted } from '../render/count.js';
import { inert } from '../render/inert.js';
import { megabytes } from '../render/megabytes.js';
import { assertWritten } from '../whereabouts.js';

/** Of long lists of paths so many are told. */
const TOLD = 10;

export async function exportTo(context: Context, _options: object, given: string): Promise<Result> {
  assertWritten(given, 'the file');
  const file = resolve(context.cwd, given);
  const { dir, id } = await identify(context);
  const [{ stateHome }, { exportWorkspace }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../worker/moving/export.js'),
  ]);
  const home = stateHome(context.env);
  const place = { id, dirs: { workspace: dir, state: join(home, id) }, stateHome: home };
  if (existsSync(file)) throw await fileThere(file, place);
  assertNoStage(dir, id);
  if (context.dryRun) {
    const lines = [`${id} would be written to ${inert(file)}, and not be served here any more.`];
    return { data: { id, file, exported: false, bytes: 0, left: [] }, lines };
  }
  const { bytes, left } = await alone(place, 'exported', () => exportWorkspace(dir, file, context.env, context.note));
  const lines = [
    inert(`Exported: ${id} to ${file} (${megabytes(bytes)}).`),
    'This host does not serve it any more. On the other one: `millrace workspaces import FILE --into FOLDER`.',
    '`millrace workspaces claim` has it served here again; the archive is out of date then.',
    ...toldPaths(left, 'stays here: it is no plain file, or cannot be read'),
  ];
  return { data: { id, file, exported: true, bytes, left }, lines };
}

/** Whoever did not hear the end of an export asks for the same again. */
async function fileThere(file: string, { id, dirs }: Pick<WorkspacePlace, 'id' | 'dirs'>): Promise<CliError> {
  const { readLeft } = await import('../../worker/hosts/record.js');
  const left = readLeft(dirs.state);
  const isIts = left?.file === file ? ` ${id} was exported to it on ${left.at}, and it is whole.` : '';
  const hint = isIts === '' ? 'Name another file.' : 'Take it to the other host, or name another file.';
  return conflict('file_there', inert(`${file} is there already.${isIts} Nothing was changed.`), hint);
}

export async function importFrom(context: Context, { into }: { into?: string }, given: string): Promise<Result> {
  assertWritten(given, 'the file');
  if (into !== undefined) assertWritten(into, 'the folder');
  const file = resolve(context.cwd, given);
  if (!existsSync(file))
    throw new CliError({ exit: EXIT.notFound, code: 'not_found', message: `There is no file ${inert(file)}.` });
  const [{ stateHome }, { unpack }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../worker/moving/unpack.js'),
  ]);
  const folderFor = (name: string): string => resolve(context.cwd, into ?? plainName(name));
  const at = new Date().toISOString();
  const asked = { file, home: stateHome(context.env), into: folderFor, at, env: context.env, dryRun: context.dryRun };
  const { manifest, folder, workspace, files, links } = await unpack(asked);
  const { id } = manifest.workspace;
  const data = {
    id,
    folder,
    workspace,
    imported: !context.dryRun,
    files,
    links,
    from: manifest.host.name,
    exportedAt: manifest.at,
  };
  if (context.dryRun) return { data, lines: [inert(`${id} would be laid in ${folder}: ${counted(files, 'file')}.`)] };
  const lines = [
    inert(
      `Imported: ${id} in ${workspace} (${counted(files, 'file')}), as ${manifest.host.name} exported it on ${manifest.at}.`,
    ),
    'What decides how work is done there counts as soon as you accept it here: `millrace trust` shows it.',
    inert(`\`millrace run --accept -w ${workspace}\` accepts it and goes on with the work.`),
    ...toldPaths(links, 'was not laid: it is a link that leads out of the folder'),
  ];
  return { data, lines };
}

export async function claim(context: Context, { yes = false }: { yes?: boolean }): Promise<Result> {
  const { dir, id } = await identify(context);
  const [{ stateHome }, { keepArrived }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../worker/hosts/record.js'),
  ]);
  const home = stateHome(context.env);
  const place = { id, dirs: { workspace: dir, state: join(home, id) }, stateHome: home };
  const { heldElsewhere } = await import('../../worker/hosts/look.js');
  const other = context.dryRun ? null : await heldElsewhere(place, context.env);
  const seen = other?.seen === null || other === null ? '' : `, which asked for its work on ${other.seen}`;
  const has = other === null ? 'Another host that has it' : inert(`The host ${other.name}${seen},`);
  const what = `${id} belongs to this host from its next command on, with what its files here say. ${has} is refused then, and what only that one did is lost.`;
  if (context.dryRun) return { data: { id, claimed: false }, lines: [what] };
  if (!yes || other !== null) context.note(what);
  if (!yes) {
    const { canAsk, confirmed } = await import('../trust/ask.js');
    if (!canAsk(context) || !(await confirmed('Claim it?')))
      throw new CliError({
        ...{ exit: EXIT.failed, code: 'not_confirmed', message: 'Nothing was changed: nobody said yes.' },
        hint: 'The same with `--yes` claims it.',
      });
  }
  await alone(place, 'changed', () =>
    keepArrived(place.dirs.state, { at: new Date().toISOString(), from: null, anyone: true }),
  );
  return { data: { id, claimed: true }, lines: [`Claimed: ${id}. The next \`millrace run\` goes on with it here.`] };
}

/** A stage whose worker left at once has a result that only this host can take up. */
function assertNoStage(dir: string, id: string): void {
  const [run] = (readSnapshot(dir)?.runs ?? []).filter(({ state }) => state === 'running');
  if (run === undefined) return;
  const what = inert(`${run.node} of ${run.family}/${run.id}`);
  throw conflict(
    'in_use',
    `A stage of ${id} is under way, or its result waits to be taken up: ${what}. Nothing was exported.`,
    '`millrace up`, then `millrace down`, which waits for it; then the same again.',
  );
}

/** The name that an archive says is a name here, or none: one that begins with a dot may be that of something which programs read. */
function plainName(name: string): string {
  if (name !== '' && basename(name) === name && !name.startsWith('.') && inert(name) === name) return name;
  throw misused('The archive names no folder that can be made here.', 'Name one: `--into FOLDER`.');
}

function toldPaths(paths: readonly string[], what: string): string[] {
  const some = paths.slice(0, TOLD).map((path) => inert(`${path} ${what}.`));
  return paths.length <= TOLD ? some : [...some, `And ${paths.length - TOLD} more.`];
}

const conflict = (code: string, message: string, hint: string): CliError =>
  new CliError({ exit: EXIT.conflict, code, message, hint });
