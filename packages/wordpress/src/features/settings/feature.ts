import { type Feature, ObjectExecutor } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { settingStore } from './change.ts';
import { updateSettings } from './update-settings.ts';

export const settings: Feature<Services> = {
  toolset: 'settings',
  tools: [() => updateSettings],
  executors: { setting: ({ settings: api }) => new ObjectExecutor(settingStore(api)) },
};
