import { definePrompt, type Prompt } from '@crunchtools/mcp-core';
import { writingRules, zoneWord } from '../../prompt.ts';
import { completeZone } from '../../resource.ts';
import type { Services } from '../../services.ts';

export const migratePageRules: Prompt<Services> = definePrompt({
  name: 'migrate_page_rules',
  title: 'Leave Page Rules behind',
  description: 'Plan, show, make and verify the rules that Page Rules amount to. Writes, with your approval.',
  uses: ['list_page_rules', 'list_rules', 'migrate_page_rules', 'trace_request', 'undo_change'],
  arguments: { zone: zoneWord },
  complete: { zone: completeZone },
  text: ({ zone }) => [
    `Migrate the Page Rules of ${zone} to modern rules.`,
    '',
    ...writingRules,
    '',
    '1. Look. list_page_rules and list_rules. If no Page Rule is active, say so and stop.',
    '2. Choose probes: for each active Page Rule one URL that it matches, and one near it that it does not. trace_request each, and keep the answers.',
    '3. Plan. migrate_page_rules (it only plans by default). Show for each Page Rule what it becomes, what will mean something else, and what has no equivalent. Stop: let the user choose. A Page Rule that cannot be migrated stays active.',
    '4. Apply what was chosen: migrate_page_rules with dry_run: false, and page_rule_ids if only some were chosen.',
    '5. Verify. trace_request each probe again and compare: where it goes, redirect, cache, settings. A difference that the plan did not name is a failure: offer undo_change with the change_id at once.',
    '6. Report: rules made, Page Rules disabled (not deleted), differences that were accepted, the change_id that takes all of it back.',
  ],
});
