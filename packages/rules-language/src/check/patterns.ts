import { compileRegex } from '../regex/index.ts';
import type { Span } from '../syntax-tree.ts';
import { compileWildcard } from '../wildcard/index.ts';
import type { Inspection } from './inspection.ts';

/** Refuses what is no regular expression; one that is beyond the engine here gives only a warning. */
export function checkRegex(pattern: string, span: Span, inspection: Inspection): boolean {
  const compiled = compileRegex(pattern);
  if (compiled.ok) return true;
  const place = `at character ${compiled.at + 1} of the pattern: ${compiled.reason}`;
  if (compiled.beyondUs) {
    const message = `Cloudflare may take this regular expression, but it cannot be followed here, ${place}.`;
    inspection.doubt({ code: 'unreadable_regex', message, span });
    return true;
  }
  inspection.refuse({ code: 'bad_regex', message: `This is no regular expression, ${place}.`, span });
  return false;
}

export function checkWildcard(pattern: string, span: Span, inspection: Inspection): boolean {
  const compiled = compileWildcard(pattern);
  if (compiled.ok) return true;
  const message = `This is no wildcard pattern, at octet ${compiled.at + 1}: ${compiled.reason}.`;
  inspection.refuse({ code: 'bad_wildcard', message, span });
  return false;
}
