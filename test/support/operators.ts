// Operators with real keys, who sign as the product's own signers do.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Issued } from '../../core/contracts/commands.js';
import { type Operator, RIGHTS, type Right } from '../../core/contracts/operators.js';
import { signedText } from '../../core/operators/canonical.js';
import { keySigner } from '../../worker/signing/private-key.js';

export interface TestOperator extends Operator {
  privateKey: KeyObject;
  /** PKCS8 in PEM. */
  pem: string;
}

const OF_PERSONS = RIGHTS.filter((right) => right !== 'serve');

export function anOperator(name: string, rights: readonly Right[] = OF_PERSONS): TestOperator {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = String(privateKey.export({ format: 'pem', type: 'pkcs8' }));
  return { name, key: keySigner(privateKey).key, rights: [...rights], privateKey, pem };
}

/** Without what only the test knows. */
export const publicFacts = ({ name, key, rights }: TestOperator): Operator => ({ name, key, rights });

/** `at`, `workspace`: as the signature says. */
export function signedBy<A extends Issued>(
  { name: operator, privateKey }: TestOperator,
  { name, args, workspace, at }: { name: string; args: A; workspace: string; at: string },
): A {
  const by = { operator, workspace, at };
  const signature = sign(null, Buffer.from(signedText({ name, args, by })), privateKey).toString('base64');
  return { ...args, signed: { ...by, signature } };
}
