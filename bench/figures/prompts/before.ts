// What the prompts were before the constant part came first: measured once, at the commit b252946, with the two runs of `sample.ts`, by
// rendering both with that commit's code and assets and counting bytes up to the first that differs. These figures do not change.

/** By stage kind: bytes of the first run's prompt, and how many of them the second run's begins with too. */
export const BEFORE: Readonly<Record<string, readonly [bytes: number, constant: number]>> = {
  analyst: [9197, 6690],
  arbiter: [9298, 6493],
  auditor: [7747, 5267],
  builder: [8169, 5692],
  checker: [7999, 5511],
  consultant: [8266, 5639],
  contractor_blueprint: [9921, 7382],
  curator: [10847, 8326],
  doublechecker: [7485, 4975],
  evaluator_blueprint: [11411, 8859],
  fixer: [7194, 4725],
  integrator: [8069, 5557],
  librarian: [7592, 5075],
  manager: [9383, 6907],
  manager_blueprint: [11071, 8551],
  mechanic: [7860, 5287],
  mechanic_blueprint: [12469, 9789],
  planner: [9879, 7403],
  professor: [11060, 8529],
  recon: [10563, 8035],
  troubleshooter: [8829, 6215],
  updater: [7266, 4790],
};
