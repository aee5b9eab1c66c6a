// Money: what models cost, and what a stage cost by it. Amounts are whole millionths of a currency, so that sums are exact.
import { fieldsOf, hasForm, isCount, isListOf, isText } from '../form.js';
import type { TokenUsage } from './stage.js';

/** Of one unit of a currency. */
export const MICROS = 1_000_000;

/** Of a million tokens each, in millionths of the currency. */
export interface Price {
  input: number;
  /** Of input that the provider had kept. */
  cachedInput: number;
  /** Thinking included: runners report it as a part of the output. */
  output: number;
}

/** What a person said that models cost, when, and by which source. */
export interface Prices {
  /** Three letters. */
  currency: string;
  /** Day: YYYY-MM-DD. */
  asOf: string;
  source: string;
  /** At most `MODELS`. */
  models: [model: string, price: Price][];
}

/** What a stage cost, by the prices of the moment at which it was counted: later prices do not change it. */
export interface StageCost {
  micros: number;
  currency: string;
  asOf: string;
  source: string;
}

/** As a line of the ledger has it. */
export const costFields = ({ micros, currency, asOf, source }: StageCost): Record<string, unknown> => ({
  ...{ micros, currency, prices_as_of: asOf, prices_source: source },
});

/** Null for what is none. */
export function costIn(fields: unknown): StageCost | null {
  const { micros, currency, prices_as_of: asOf, prices_source: source } = fieldsOf(fields);
  if (!isCount(micros) || typeof currency !== 'string') return null;
  return { micros: Number(micros), currency, asOf: said(asOf), source: said(source) };
}

const said = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Models with a price: they travel with every turn. */
export const MODELS = 30;

/** More than any stage costs; sums of many stay exact. */
const MOST = 1e14;

const priceOf = ({ models }: Prices, model: string | null): Price | undefined =>
  models.find(([name]) => name === model)?.[1];

/** A model that nobody named has none. */
export const hasPrice = (prices: Prices | undefined, model: string | null): boolean =>
  prices !== undefined && priceOf(prices, model) !== undefined;

/** Null where the model has no price. Rounded once, up to the next millionth. */
export function costOf(prices: Prices, model: string | null, usage: TokenUsage): StageCost | null {
  const price = priceOf(prices, model);
  if (price === undefined) return null;
  const cached = Math.min(usage.cachedInput, usage.input);
  const parts = (usage.input - cached) * price.input + cached * price.cachedInput + usage.output * price.output;
  const micros = Math.min(MOST, Math.ceil(parts / MICROS));
  const { currency, asOf, source } = prices;
  return Number.isSafeInteger(micros) && micros >= 0 ? { micros, currency, asOf, source } : null;
}

/** As people write it, to the nearest millionth: 1.25 is 1250000. */
export const microsOf = (amount: number): number => Math.round(amount * MICROS);

/** In units of the currency. */
export const amountOf = (micros: number): number => micros / MICROS;

/** `12.35 USD`; what is less than a hundredth keeps what makes it more than nothing. */
export function moneyText(micros: number, currency: string): string {
  const cents = micros / 10_000;
  const isSmall = micros > 0 && cents < 1;
  return `${isSmall ? String(amountOf(micros)) : (Math.round(cents) / 100).toFixed(2)} ${currency}`;
}

const price = hasForm({ input: isCount, cachedInput: isCount, output: isCount });

export const isPrices = (value: unknown): boolean =>
  hasForm({
    ...{ currency: isText, asOf: isText, source: isText },
    models: isListOf((one) => Array.isArray(one) && one.length === 2 && isText(one[0]) && price(one[1])),
  })(value) && (value as Prices).models.length <= MODELS;
