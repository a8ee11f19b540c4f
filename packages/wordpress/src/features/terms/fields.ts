import * as z from 'zod';

export const termFields = {
  slug: z.string().min(1).max(200).optional(),
  description: z.string().max(5_000).optional(),
  parent: z.int().min(0).optional().describe('Of a category; 0 for none.'),
};
