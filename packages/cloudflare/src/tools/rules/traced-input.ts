import { InputError, urlOf } from '@crunchtools/mcp-core';
import { describeRequest, InvalidRequest, type RequestDescription } from '@crunchtools/rules-language';
import * as z from 'zod';
import { loosely, positionShape, ruleInput } from '../../domain/rules/index.ts';
import type { ZoneRef } from '../../zone.ts';
import { phaseArgument, ruleId } from './rule-shape.ts';

const headers = z.record(
  z.string().min(1).max(200),
  z.union([z.string().max(16_384), z.array(z.string().max(16_384)).max(100)]),
);

const response = z.strictObject({ status: z.int().min(100).max(599), headers: headers.optional() });

/** Only in mind: nothing of it is sent. */
const tracedChange = z.strictObject({
  action: z.enum(['create', 'update', 'delete']),
  phase: phaseArgument,
  rule_id: ruleId.optional(),
  rule: loosely(ruleInput).optional(),
  position: positionShape.optional(),
});

export type TracedChange = z.output<typeof tracedChange>;

/** Shown to clients by its description only: list_rules and create_rule have shown the members. */
export const tracedChanges = z
  .array(loosely(tracedChange))
  .min(1)
  .max(50)
  .describe(
    'Only in mind: [{action: create|update|delete, phase, rule_id, rule: {members of create_rule}, position}].',
  );

export const requestShape = {
  url: z.string().min(1).max(8_192),
  method: z
    .string()
    .regex(/^[A-Z][A-Z-]{0,30}$/u, 'must be a method such as GET')
    .optional(),
  headers: z
    .record(z.string(), z.any())
    .pipe(headers)
    .optional()
    .describe('{accept: "text/html", cookie: "a=1"}; others count as not sent.'),
  ip: z.string().max(45).optional().describe('Of the client.'),
  country: z
    .string()
    .regex(/^[A-Z][A-Z0-9]$/u, 'must be a code such as NZ')
    .optional(),
  asn: z.int().min(0).max(4_294_967_295).optional().describe('Of the client.'),
  http_version: z.enum(['HTTP/1.0', 'HTTP/1.1', 'HTTP/2', 'HTTP/3']).optional(),
  body: z.string().max(100_000).optional(),
  response: loosely(response).optional().describe('Of the origin: {status, headers}.'),
};

const request = z.strictObject(requestShape);

/**
 * The request as the evaluator takes it.
 * @throws {InputError} when the URL is none of the zone, or something is malformed.
 */
export function descriptionOf(args: z.output<typeof request>, zone: ZoneRef): RequestDescription {
  const { method = 'GET', url, ...rest } = args;
  requireUrl(url, zone);
  const description = { method, url, ...rest };
  requireDescribable(description);
  return description;
}

function requireDescribable(description: RequestDescription): void {
  try {
    describeRequest(description);
  } catch (error) {
    if (!(error instanceof InvalidRequest)) throw error;
    throw new InputError(error.message, { nextStep: 'Correct the request. Nothing was sent.', cause: error });
  }
}

function requireUrl(text: string, zone: ZoneRef): void {
  const url = urlOf(text);
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new InputError('url: not a full URL such as https://www.example.com/path?query.');
  }
  const host = url.hostname.replace(/\.$/u, '');
  if (host !== zone.name && !host.endsWith(`.${zone.name}`)) {
    throw new InputError(`url: the host ${host} is not in the zone ${zone.name}.`, {
      nextStep: 'Pass the zone that the host belongs to. Nothing was sent.',
    });
  }
}
