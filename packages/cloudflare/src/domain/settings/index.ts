export { warningsFor } from './advice.ts';
export { isSettingId, type SettingId, settingIds } from './catalog.ts';
export { guardReasons, guards } from './guard.ts';
export { headerLine } from './header.ts';
export { readValue, type SettingValue, valueForApi, valueFromApi } from './value.ts';
