import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { ListItemExecutor } from './bulk-change.ts';
import { ListExecutor, RedirectRuleExecutor } from './change.ts';
import { addresses, redirects } from './kinds.ts';
import { listIpLists } from './list-ip-lists.ts';
import { listRedirects } from './list-redirects.ts';
import { useOfList } from './plan.ts';
import { syncIpList } from './sync-ip-list.ts';
import { syncRedirects } from './sync-redirects.ts';

export const lists: Feature<Services> = {
  toolset: 'lists',
  tools: [() => listRedirects, () => syncRedirects, () => listIpLists, () => syncIpList],
  executors: {
    list: (services) => new ListExecutor(services.lists),
    redirect: (services) => new ListItemExecutor(redirects, services.lists),
    list_address: (services) =>
      new ListItemExecutor(addresses, services.lists, (accountId, list) =>
        useOfList(services, accountId, list),
      ),
    redirect_rule: (services) => new RedirectRuleExecutor(services.lists),
  },
};
