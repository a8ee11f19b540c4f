import type { Fault, FaultMatch, FaultRule } from './fault.ts';

export interface FaultRegistry {
  add(...rules: readonly FaultRule[]): void;
  /** The fault for this request: that of the oldest rule which matches and is not spent. Counts the request. */
  take(method: string, url: string): Fault | undefined;
  clear(): void;
}

interface ArmedRule {
  readonly rule: FaultRule;
  readonly matches: (method: string, url: string) => boolean;
  skip: number;
  times: number;
}

export function createFaultRegistry(): FaultRegistry {
  let armed: readonly ArmedRule[] = [];
  return {
    add(...rules) {
      armed = [...armed, ...rules.map(arm)];
    },
    take(method, url) {
      for (const rule of armed) {
        if (!rule.matches(method, url)) continue;
        if (rule.skip > 0) {
          rule.skip -= 1;
        } else if (rule.times > 0) {
          rule.times -= 1;
          return rule.rule.fault;
        }
      }
      return undefined;
    },
    clear() {
      armed = [];
    },
  };
}

function arm(rule: FaultRule): ArmedRule {
  return {
    rule,
    matches: matcher(rule.match ?? {}),
    skip: rule.skip ?? 0,
    times: rule.times ?? Number.POSITIVE_INFINITY,
  };
}

function matcher({ method, path }: FaultMatch): ArmedRule['matches'] {
  const wanted = method?.toUpperCase();
  const pattern = typeof path === 'string' ? compile(path) : path;
  return (sentMethod, url) =>
    (wanted === undefined || wanted === sentMethod) &&
    (path === undefined || (typeof path === 'string' && url.includes(path)) || pattern?.test(url) === true);
}

/** A plain path such as `/zones?name=a` is no useful expression, but a valid one: it is compared as text as well. */
function compile(path: string): RegExp | undefined {
  try {
    return new RegExp(path);
  } catch {
    return undefined;
  }
}
