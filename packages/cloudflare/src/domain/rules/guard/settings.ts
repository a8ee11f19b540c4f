import { type JsonValue, sameJson } from '@crunchtools/mcp-core';
import type { Effects, Harm, Protection, RuleView } from './effect.ts';
import { at, objectIn } from './json.ts';
import { ruleGuards } from './table.ts';

interface Ranked {
  /** From the weakest value on. */
  readonly order: readonly JsonValue[];
  /** How many of the first are weaker than what a zone has by default, or may have been raised to. */
  readonly weak: number;
  /** From which on a value may be stronger than that of the zone. */
  readonly strong: number;
  readonly means: string;
}

function flag(means: string): Ranked {
  return { order: [false, true], weak: 1, strong: 1, means };
}

/** developers.cloudflare.com/rules/configuration-rules/settings, ssl/origin-configuration/ssl-modes. */
const ranked: Readonly<Record<string, Ranked>> = {
  ssl: {
    order: ['off', 'flexible', 'full', 'strict', 'origin_pull'],
    weak: 3,
    strong: 2,
    means: 'the encryption of traffic to the origin, and the check of its certificate',
  },
  security_level: {
    order: ['off', 'essentially_off', 'low', 'medium', 'high', 'under_attack'],
    weak: 3,
    strong: 3,
    means: 'the security level',
  },
  bic: flag('the browser integrity check'),
  hotlink_protection: flag('hotlink protection'),
  email_obfuscation: flag('the hiding of email addresses from harvesters'),
  automatic_https_rewrites: flag('the rewriting of links to https'),
  opportunistic_encryption: flag('opportunistic encryption'),
  server_side_excludes: flag('the hiding of content from suspicious visitors'),
  request_body_buffering: {
    order: ['none', 'standard', 'full'],
    weak: 1,
    strong: 1,
    means: 'the check of request bodies',
  },
  response_body_buffering: {
    order: ['none', 'standard'],
    weak: 1,
    strong: 1,
    means: 'the check of response bodies',
  },
};

function rankIn({ order }: Ranked, value: JsonValue | undefined): number {
  return value === undefined ? -1 : order.indexOf(value);
}

export function configEffects({ definition }: RuleView): Effects {
  const protections: Protection[] = [];
  const harms: Harm[] = [];
  for (const [name, value] of Object.entries(objectIn(definition['action_parameters']))) {
    const setting = Object.hasOwn(ranked, name) ? ranked[name] : undefined;
    if (setting === undefined || value === undefined) continue;
    const rank = rankIn(setting, value);
    if (rank < setting.weak) harms.push(lowers(name, value, setting));
    if (rank >= setting.strong) protections.push(raises(name, value, setting));
  }
  return { protections, harms };
}

function lowers(name: string, value: JsonValue, setting: Ranked): Harm {
  return {
    guard: ruleGuards.config.id,
    key: name,
    value,
    isNews: (before) => rankIn(setting, value) < rankIn(setting, before),
    text: `It lowers ${setting.means}, for what it matches.`,
  };
}

function raises(name: string, value: JsonValue, setting: Ranked): Protection {
  const rank = rankIn(setting, value);
  return {
    guard: ruleGuards.config.id,
    key: name,
    value: rank,
    isKeptBy: (other) => typeof other.value === 'number' && other.value >= rank,
    ends: `It no longer raises ${setting.means}, for what it matched.`,
    narrows: `It no longer raises ${setting.means} for requests`,
  };
}

/** Where a request goes decides who reads it, in each direction. */
export function originEffects({ definition }: RuleView): Effects {
  const parameters = definition['action_parameters'];
  const parts: readonly (readonly [string, JsonValue | undefined, string])[] = [
    ['host', at(parameters, 'origin', 'host'), 'the server that requests go to'],
    ['port', at(parameters, 'origin', 'port'), 'the port that requests go to'],
    ['host_header', at(parameters, 'host_header'), 'the host that the origin is asked for'],
    ['sni', at(parameters, 'sni', 'value'), 'the name that the certificate of the origin is checked for'],
  ];
  const set = parts.flatMap(([key, value, means]) => (value === undefined ? [] : [{ key, value, means }]));
  return {
    harms: set.map(({ key, value, means }) => ({
      guard: ruleGuards.origin.id,
      key,
      value,
      text: `It changes ${means}.`,
    })),
    protections: set.map(({ key, value, means }) => ({
      guard: ruleGuards.origin.id,
      key,
      value,
      isKeptBy: (other: Protection) => sameJson(other.value, value),
      ends: `It changes ${means}.`,
      narrows: `It changes ${means} for requests`,
    })),
  };
}
