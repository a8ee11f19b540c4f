import { isJsonObject, type JsonObject, type JsonValue, sameJson } from '@crunchtools/mcp-core';
import { cut, show } from '../problem.ts';

/**
 * One line for a person about a change of a Page Rule: `create Page Rule example.com/* (priority 2, active):
 * cache_level "bypass"`, `update Page Rule example.com/*: priority 2 → 3`. Long values are cut.
 */
export function describePageRule(
  action: string,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string {
  const rule = before ?? after ?? {};
  const subject = `${action} Page Rule ${plain(rule['url'])}`;
  if (before === undefined || after === undefined) {
    return `${subject} (priority ${show(rule['priority'])}, ${plain(rule['status'])}): ${actionsText(rule['actions'])}`;
  }
  const differences = differencesBetween(before, after);
  return `${subject}: ${differences.length === 0 ? 'no difference' : differences.join(', ')}`;
}

function actionsText(actions: JsonValue | undefined): string {
  return Object.entries(membersOf(actions))
    .map(([id, value]) => actionText(id, value))
    .join(', ');
}

function actionText(id: string, value: JsonValue | undefined): string {
  if (value === true) return id;
  if (isJsonObject(value) && typeof value['url'] === 'string')
    return `${id} ${show(value['status_code'])} ${cut(value['url'])}`;
  return `${id} ${show(value)}`;
}

function differencesBetween(before: JsonObject, after: JsonObject): readonly string[] {
  const fields = ['url', 'priority', 'status'].filter((field) => !sameJson(before[field], after[field]));
  const [old, next] = [membersOf(before['actions']), membersOf(after['actions'])];
  const ids = [...new Set([...Object.keys(old), ...Object.keys(next)])].filter(
    (id) => !sameJson(old[id], next[id]),
  );
  return [
    ...fields.map((field) => `${field} ${plain(before[field])} → ${plain(after[field])}`),
    ...ids.map((id) => `${id} ${valueText(old[id])} → ${valueText(next[id])}`),
  ];
}

function valueText(value: JsonValue | undefined): string {
  return value === undefined ? 'none' : show(value);
}

function plain(value: JsonValue | undefined): string {
  return typeof value === 'string' ? cut(value) : show(value);
}

function membersOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
