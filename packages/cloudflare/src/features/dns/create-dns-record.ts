import { choiceFrom } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { defineZoneWrite } from '../../tool.ts';
import { createRecord } from './change.ts';
import { newSettable, typeArgument } from './record-shape.ts';

export const createDnsRecord = defineZoneWrite({
  name: 'create_dns_record',
  title: 'Create DNS record',
  description: 'Create one DNS record of any type.',
  toolset: 'dns',
  effect: 'create',
  permissions: ['DNS Write'],
  input: {
    type: choiceFrom(typeArgument.describe('A, AAAA, CNAME, MX, TXT, …')),
    name: z.string().max(300).describe('@, www or www.example.com'),
    ...newSettable,
  },
  async plan({ zone: _, ...record }, { zone }) {
    return { changes: [createRecord(zone, record)] };
  },
  example: {
    zone: 'mapleandpine.net',
    type: 'A',
    name: 'to-create',
    content: '192.0.2.1',
    comment: 'contract',
  },
  hostile: { zone: 'mapleandpine.net', type: 'A', name: 'x', content: '192.0.2.1\r\nX-Injected: 1' },
  requests: ['GET /zones/{}/dns_records', 'POST /zones/{}/dns_records'],
});
