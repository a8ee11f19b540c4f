/**
 * The rules of one zone. Cloudflare numbers them from 1 without gaps, so a rule's priority is its place: one that is
 * put where another is moves that one and those above it up (not documented; issues 187, 767, 867 and 1914 of
 * Cloudflare's Terraform provider).
 */

import type { PageRule, StoredRule } from './model.ts';

export class ZoneRules {
  /** The lowest priority first. */
  #rules: readonly StoredRule[] = [];

  get size(): number {
    return this.#rules.length;
  }

  /** The lowest priority first. */
  all(): readonly PageRule[] {
    return this.#rules.map((rule, index) => ({ ...rule, priority: index + 1 }));
  }

  get(id: string): PageRule | undefined {
    return this.all().find((rule) => rule.id === id);
  }

  /** Adds a rule, or replaces the one with its identifier, and gives it the priority or the nearest there is. */
  put(rule: StoredRule, priority: number): void {
    const others = this.#rules.filter(({ id }) => id !== rule.id);
    const index = Math.min(priority - 1, others.length);
    this.#rules = others.toSpliced(index, 0, rule);
  }

  delete(id: string): void {
    this.#rules = this.#rules.filter((rule) => rule.id !== id);
  }
}
