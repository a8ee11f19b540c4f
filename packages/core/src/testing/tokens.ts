import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';

/** Tokens of a value as clients hand it to a model, as JSON, in the encoding o200k. Other models count otherwise, by little. */
export function tokensIn(value: unknown): number {
  return countTokens(typeof value === 'string' ? value : JSON.stringify(value));
}
