// Commands about what ships as data, and about what is in the way of a run.
import { type Command, Option } from 'commander';
import type { Elsewhere } from '../commands/skills.js';
import { does, explain } from './does.js';

const skill = (name: 'list' | 'show' | 'search' | 'install' | 'exportSkill') =>
  does(async () => (await import('../commands/skills.js'))[name]);

export function addShelf(program: Command): void {
  addSkills(program);
  const assets = program.command('assets');
  explain(assets, 'Modes, graphs, stages and skills: what ships, and what is yours.', 'millrace assets ls');
  explain(assets.command('ls'), 'List them, and where each one comes from.', 'millrace assets ls').action(
    does(async () => (await import('../commands/assets.js')).list),
  );
  explain(
    assets.command('copy'),
    'Take shipped ones over into this workspace, to edit them there.',
    'millrace assets copy stages/builder',
  )
    .argument('<id...>', 'such as stages/builder, or the beginning of it')
    .action(does(async () => (await import('../commands/assets.js')).copy));
  addUpgrade(program);
  explain(
    program.command('doctor'),
    'Look at everything that a run needs. Changes nothing; exit 1 when something is in the way.',
    'millrace doctor',
  )
    .option('--no-probe', 'start no program: leave out versions and the sandbox')
    .action(does(async () => (await import('../commands/doctor.js')).doctor));
}

function addSkills(program: Command): void {
  const skills = explain(program.command('skills'), 'What agents are taught.', 'millrace skills ls');
  const id = 'id of the skill, or the beginning of it';
  explain(
    skills.command('ls'),
    'List the skills, how often stages had them, and the candidates that wait.',
    'millrace skills ls',
  ).action(skill('list'));
  explain(
    skills.command('show'),
    'Show one skill and its history, or one candidate.',
    'millrace skills show builder-core',
  )
    .argument('<id>', `${id}; or of a candidate`)
    .action(skill('show'));
  explain(skills.command('search'), 'List the skills that hold all of these words.', 'millrace skills search review')
    .argument('<words...>', 'in any order and any case')
    .action(skill('search'));
  explain(skills.command('install'), 'Install a skill into this workspace.', 'millrace skills install ../care')
    .argument('<path>', 'a folder with a SKILL.md, or a SKILL.md')
    .option('--force', 'replace the one that is there')
    .addOption(new Option('--update', 'the same as --force').hideHelp())
    .addOption(new Option('--target <target>').choices(['workspace', 'source']).hideHelp())
    .action(skill('install'));
  explain(
    skills.command('promote'),
    'Make a candidate a skill of this workspace: what learning made, once you have read it.',
    'millrace skills promote care-1a2b3c4d',
  )
    .argument('<candidate>', 'id of the candidate, or the beginning of it')
    .option('--yes', 'do not ask')
    .option('--force', 'also where the skill was changed since the candidate was made: those changes are lost')
    .action(does(async () => (await import('../commands/candidates.js')).promote));
  explain(
    skills.command('reject'),
    'Put a candidate away, with the reason.',
    'millrace skills reject care-1a2b3c4d --reason "one case is no rule"',
  )
    .argument('<candidate>', 'id of the candidate, or the beginning of it')
    .option('--reason <text>', 'why; it has to be said')
    .action(does(async () => (await import('../commands/candidates.js')).reject));
  explain(skills.command('export'), 'Pack one skill as a .tar.gz.', 'millrace skills export care --output care.tar.gz')
    .argument('<id>', id)
    .option('--output <file>', 'default ID.tar.gz here; it must not be there yet')
    .action(skill('exportSkill'));
  addElsewhere(skills);
}

const ELSEWHERE: Readonly<Record<Elsewhere, string>> = {
  create: 'Not here: have a skill written.',
  improve: 'Not here: have a skill improved.',
  'refresh-remote-index': 'Not here: fetch a catalogue.',
};

/** They take anything, and say where that is done. */
function addElsewhere(skills: Command): void {
  for (const [name, description] of Object.entries(ELSEWHERE)) {
    explain(skills.command(name), description, `millrace skills ${name}`)
      .argument('[anything...]')
      .allowUnknownOption()
      .action(does(async () => (await import('../commands/skills.js')).elsewhere(name as Elsewhere)));
  }
}

const several = (one: string, before: string[]): string[] => [...before, one];

function addUpgrade(program: Command): void {
  // The reference's way to keep what is no longer shipped, which stays here anyway.
  const localized = new Option('--localize-removed <path>').argParser(several).default([]).hideHelp();
  explain(
    program.command('upgrade'),
    'Compare what was taken over from a release with the release that runs. Writes nothing without --apply.',
    'millrace upgrade --theirs stages/builder.md --apply',
  )
    .option('--apply', 'carry it out, all or nothing')
    .option('--all', 'also list what needs nothing')
    .option('--theirs <path>', 'take the shipped file; may be repeated', several, [])
    .option('--ours <path>', 'keep the file of this workspace; may be repeated', several, [])
    .addOption(localized)
    .action(does(async () => (await import('../commands/upgrade.js')).upgrade));
}
