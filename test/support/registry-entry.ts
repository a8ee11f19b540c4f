import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { root } from '../../scripts/run.mjs';

/** What the schema of the MCP Registry has against an entry; `undefined` for one that is valid. */
export async function problemsOfEntry(entry: unknown): Promise<unknown> {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  const schema = await readFile(path.join(root, 'test/data/server.schema.json'), 'utf8');
  const validate = ajv.compile(JSON.parse(schema));
  return validate(entry) ? undefined : validate.errors;
}
