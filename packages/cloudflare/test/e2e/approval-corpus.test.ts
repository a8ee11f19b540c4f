import { describeApprovalCorpus } from '@crunchtools/mcp-core/testing';
import { harmfulCases } from '../approval/harmful/index.ts';
import { harmlessCases } from '../approval/harmless/index.ts';
import { askedAllTheSame } from '../approval/known-gaps.ts';
import { openInProcess, openProcesses } from '../approval/play.ts';

describeApprovalCorpus({
  service: 'Cloudflare',
  harmful: harmfulCases,
  harmless: harmlessCases,
  least: 400,
  strictEvery: 10,
  askedAllTheSame,
  open: openInProcess,
  elsewhere: [{ name: 'through a process', open: openProcesses, mode: 'strict', every: 90 }],
});
