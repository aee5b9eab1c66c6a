// The settings of millrace.toml as tables, one for each table of the file, from the schema that reads it.
import { z } from 'zod';
import { configSchema } from '../../core/plan/sources/config.js';
import { inlineToml, type TomlData } from '../../core/toml/render.js';
import { tableOf } from './markdown.js';

interface Node {
  description?: string;
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  type?: string;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  properties?: Record<string, Node>;
  additionalProperties?: Node | boolean;
  items?: Node;
  anyOf?: Node[];
}

/** The largest number that a setting of time or size takes says nothing to people. */
const LARGE = 1_000_000;

/** A heading, a sentence and a table for each table of the file. */
export function configSections(): string[] {
  const schema = z.toJSONSchema(configSchema, { io: 'input' }) as Node;
  return Object.entries(schema.properties ?? {}).flatMap(([name, node]) => [
    `### ${name}`,
    node.description ?? '',
    tableOf(['setting', 'default', 'it takes', 'meaning'], rowsOf(node, name)),
  ]);
}

const rowsOf = (node: Node, path: string): string[][] =>
  membersOf(node, path).flatMap(([name, below]) =>
    membersOf(below, name).length === 0 ? [rowOf(name, below)] : [...holderRow(name, below), ...rowsOf(below, name)],
  );

/** Of a table that holds others only what it is for; a list of tables has a default of its own. */
const holderRow = (name: string, node: Node): string[][] => (node.description === undefined ? [] : [rowOf(name, node)]);

function membersOf(node: Node, path: string): [string, Node][] {
  const named = Object.entries(node.properties ?? {}).map(([key, below]): [string, Node] => [`${path}.${key}`, below]);
  const { additionalProperties: any, items } = node;
  return [
    ...named,
    ...(typeof any === 'object' ? [[`${path}.NAME`, any] satisfies [string, Node]] : []),
    ...(items?.properties === undefined ? [] : [[`${path}.N`, items] satisfies [string, Node]]),
  ];
}

const rowOf = (name: string, node: Node): string[] => [
  `\`${name}\``,
  defaultOf(node),
  takenOf(node),
  node.description ?? '',
];

function defaultOf({ default: value }: Node): string {
  if (value === undefined || isEmptyTable(value)) return '';
  return `\`${inlineToml(value as TomlData)}\``;
}

const isEmptyTable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

function takenOf(node: Node): string {
  if (node.const !== undefined) return `only \`${inlineToml(node.const as TomlData)}\``;
  if (node.enum !== undefined) return node.enum.map((one) => `\`${String(one)}\``).join(', ');
  if (node.type === 'object') return 'a table';
  if (node.type === 'array') return 'a list';
  if (node.type === 'integer' || node.type === 'number') return numberOf(node);
  if (node.type === 'boolean') return '`true`, `false`';
  return 'text';
}

function numberOf({ type, minimum, exclusiveMinimum, maximum }: Node): string {
  const kind = type === 'integer' ? 'a whole number' : 'a number';
  const from = exclusiveMinimum === undefined ? fromText(minimum) : ` above ${exclusiveMinimum}`;
  return `${kind}${from}${maximum === undefined || maximum >= LARGE ? '' : ` up to ${maximum}`}`;
}

const fromText = (minimum: number | undefined): string => (minimum === undefined ? '' : ` from ${minimum} on`);
