import { oneOf, type RuleReport, show } from './phases.ts';
import type { ErrorInput } from './rule-input.ts';
import { contentTypes, refuseBody, refuseOther } from './values.ts';

const longestContent = 10 * 1_024;

/** What visitors get instead of an error (developers.cloudflare.com/rules/custom-errors/reference/parameters). */
export function checkError(
  { content, asset_name: asset, content_type: type, status_code: status }: ErrorInput,
  report: RuleReport,
): void {
  const isOne = (content === undefined) !== (asset === undefined);
  report.note('error', isOne ? undefined : 'needs content or asset_name, and not both');
  if (content !== undefined) report.note('error.content', refuseBody(content, longestContent));
  report.note('error.asset_name', refuseAsset(asset));
  report.note(
    'error.content_type',
    type === undefined ? `is required: ${oneOf(contentTypes)}` : refuseOther(type, contentTypes),
  );
  const isError = status === undefined || (status >= 400 && status <= 999);
  report.note('error.status_code', isError ? undefined : 'must be 400 to 999');
}

function refuseAsset(name: string | undefined): string | undefined {
  if (name === undefined || /^\w{1,200}$/u.test(name)) return undefined;
  return `${show(name)} is no name of an asset: letters, digits and _`;
}
