import { Refusal } from '../../problem.ts';
import { toAsciiName } from '../labels.ts';
import type { RecordType } from '../types.ts';
import { type CheckedName, type Facts, visibleAliasOf } from './facts.ts';

/** developers.cloudflare.com/dns/cname-flattening: at the zone itself always, elsewhere on request. */
export function flattens({ alias, isApex }: Pick<Facts, 'alias' | 'isApex'>): boolean {
  return alias !== undefined && (isApex || alias.settings?.['flatten_cname'] === true);
}

/** Whether the addresses of the alias's target are needed to judge those of the name. */
export function needsTarget(checked: CheckedName, type: RecordType): boolean {
  const isAddress = type === 'A' || type === 'AAAA';
  return (
    isAddress && flattens({ alias: visibleAliasOf(checked), isApex: checked.name === checked.zone.name })
  );
}

/** Where the alias points; `undefined` for a name that cannot be asked for. */
export function aliasTargetOf(checked: CheckedName): string | undefined {
  const target = toAsciiName(visibleAliasOf(checked)?.content ?? '');
  return target instanceof Refusal ? undefined : target;
}
