import { setTimeout as wait } from 'node:timers/promises';
import type { Random } from '@crunchtools/mcp-core/testing';
import {
  bulkOperationMs,
  dnsZone,
  type Fields,
  type Item,
  keyOfItem,
  type PhaseName,
  phaseNames,
  rulesZone,
  type State,
  settableItem,
  settablePageRule,
  settableRecord,
  settableRule,
  type World,
} from './model-world.ts';

/** What somebody else did to a state. */
export interface Edit {
  readonly apply: (state: State) => State;
}

/** Somebody else who changes the same objects at the same time, and does not ask. */
export class Rival {
  readonly #world: World;
  readonly #random: Random;
  #edits = 0;

  readonly #speed: number;

  constructor(world: World, random: Random, speed: number) {
    this.#world = world;
    this.#random = random;
    this.#speed = speed;
  }

  /**
   * Changes something.
   * @param mayDelete false where it could not be told who deleted: when an answer is lost as well.
   */
  async edit(mayDelete: boolean): Promise<Edit> {
    this.#edits += 1;
    const state = await this.#world.state();
    if (state.lists.length > 0 && this.#random.chance(0.2)) return this.#editList(state, mayDelete);
    const roll = this.#random.next();
    if (roll < 0.25 || state.dns.length === 0) return this.#addRecord();
    if (roll < 0.5) return this.#touchRecord(state);
    if (roll < 0.6 && mayDelete) return this.#deleteRecord(state);
    const phase = this.#random.pick(phaseNames);
    if (state.page_rules.length === 0 || (state[phase].length < 15 && roll < 0.7))
      return this.#addRule(phase);
    if (state[phase].length > 0 && roll < 0.85) return this.#touchRule(phase, state);
    if (state[phase].length > 5 && mayDelete) return this.#deleteRule(phase, state);
    return this.#touchPageRule(state);
  }

  async #addRecord(): Promise<Edit> {
    const body = { type: 'A', name: `rival-${this.#edits}.${dnsZone}`, content: '203.0.113.1', ttl: 300 };
    const made = await this.#world.ask<Fields>('POST', await this.#recordPath(), body);
    const item = { id: String(made['id']), state: settableRecord(made) };
    return edit((state) => ({ ...state, dns: [...state.dns, item] }));
  }

  async #touchRecord({ dns }: State): Promise<Edit> {
    const { id } = this.#random.pick(dns);
    const body = { comment: `rival ${this.#edits}` };
    const left = await this.#world.ask<Fields>('PATCH', `${await this.#recordPath()}/${id}`, body);
    return edit((state) => ({ ...state, dns: replaced(state.dns, id, settableRecord(left)) }));
  }

  async #deleteRecord({ dns }: State): Promise<Edit> {
    const { id } = this.#random.pick(dns);
    await this.#world.ask('DELETE', `${await this.#recordPath()}/${id}`);
    return edit((state) => ({ ...state, dns: state.dns.filter((item) => item.id !== id) }));
  }

  /** Adds, changes or deletes an item of a list, and waits until Cloudflare has done it. */
  async #editList({ lists, items }: State, mayDelete: boolean): Promise<Edit> {
    const list = this.#random.pick(lists);
    const name = String(list.state['name']);
    const own = items.filter(({ state }) => state['list'] === name);
    const path = `${await this.#world.accountPath()}/rules/lists/${list.id}/items`;
    if (own.length > 0 && mayDelete && this.#random.chance(0.3)) {
      const { id } = this.#random.pick(own);
      const found = (await this.#world.listed({ id: list.id, name })).find((item) => item.id === id);
      await this.#bulk('DELETE', path, { items: [{ id: found?.cloudflareId }] });
      return edit((state) => ({ ...state, items: state.items.filter((item) => item.id !== id) }));
    }
    const isKnown = own.length > 0 && this.#random.chance(0.5);
    const value = isKnown ? this.#random.pick(own).state : this.#newItem(name, list.state['kind'] === 'ip');
    const state = { ...value, comment: `rival ${this.#edits}` };
    const { list: _, comment, ip, ...redirect } = state as Fields;
    await this.#bulk('POST', path, [ip === undefined ? { redirect, comment } : { ip, comment }]);
    const item = { id: keyOfItem(state), state: settableItem(state) };
    return edit((now) => ({ ...now, items: [...now.items.filter(({ id }) => id !== item.id), item] }));
  }

  #newItem(list: string, isAddress: boolean): Fields {
    if (isAddress) return { list, ip: `203.0.113.${this.#edits % 250}` };
    const source_url = `${rulesZone}/rival-${this.#edits}`;
    return { list, source_url, target_url: 'https://example.org/', status_code: 301 };
  }

  async #bulk(method: string, path: string, body: unknown): Promise<void> {
    const milliseconds = bulkOperationMs / this.#speed + 5;
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.#world.ask(method, path, body);
        break;
      } catch (error) {
        // One operation at a time: that of the server is at work.
        if (attempt > 3) throw error;
        await wait(milliseconds);
      }
    }
    await wait(milliseconds);
  }

  async #addRule(phase: PhaseName): Promise<Edit> {
    const ref = `rival_${this.#edits}`;
    const rule = { ref, expression: `http.host eq "rival.${rulesZone}"`, ...rivalRules[phase] };
    const { rules } = await this.#onRules('POST', phase, '', rule);
    const made = rules.find((each) => each['ref'] === ref);
    const item = { id: String(made?.['id']), state: settableRule(made ?? {}) };
    return edit((state) => ({ ...state, [phase]: [...state[phase], item] }));
  }

  async #touchRule(phase: PhaseName, state: State): Promise<Edit> {
    const { id, state: before } = this.#random.pick(state[phase]);
    const { rules } = await this.#onRules('PATCH', phase, `/${id}`, {
      ...before,
      description: `rival ${this.#edits}`,
    });
    const left = rules.find((each) => each['id'] === id) ?? {};
    return edit((now) => ({ ...now, [phase]: replaced(now[phase], id, settableRule(left)) }));
  }

  async #deleteRule(phase: PhaseName, state: State): Promise<Edit> {
    const { id } = this.#random.pick(state[phase]);
    await this.#onRules('DELETE', phase, `/${id}`);
    return edit((now) => ({ ...now, [phase]: now[phase].filter((item) => item.id !== id) }));
  }

  async #touchPageRule({ page_rules }: State): Promise<Edit> {
    const { id, state: before } = this.#random.pick(page_rules);
    const status = before['status'] === 'active' ? 'disabled' : 'active';
    const path = `/zones/${await this.#world.zoneId(rulesZone)}/pagerules/${id}`;
    const left = await this.#world.ask<Fields>('PATCH', path, { status });
    return edit((state) => ({
      ...state,
      page_rules: replaced(state.page_rules, id, settablePageRule(left)),
    }));
  }

  async #onRules(
    method: string,
    phase: PhaseName,
    rest: string,
    body?: Fields,
  ): Promise<{ rules: Fields[] }> {
    const { id } = await this.#world.ruleset(phase);
    const path = `/zones/${await this.#world.zoneId(rulesZone)}/rulesets/${id}/rules${rest}`;
    return this.#world.ask(method, path, body);
  }

  async #recordPath(): Promise<string> {
    return `/zones/${await this.#world.zoneId(dnsZone)}/dns_records`;
  }
}

const rivalRules: Readonly<Record<PhaseName, Fields>> = {
  url_rewrite: { action: 'rewrite', action_parameters: { uri: { path: { value: '/rival' } } } },
  response_headers: {
    action: 'rewrite',
    action_parameters: { headers: { 'x-rival': { operation: 'set', value: 'yes' } } },
  },
  custom_errors: {
    action: 'serve_error',
    action_parameters: { content: 'rival', content_type: 'text/plain', status_code: 503 },
  },
  waf_managed: { action: 'skip', action_parameters: { ruleset: 'current' } },
};

function edit(apply: (state: State) => State): Edit {
  return { apply };
}

function replaced(items: readonly Item[], id: string, state: Fields): readonly Item[] {
  return items.map((item) => (item.id === id ? { id, state } : item));
}
