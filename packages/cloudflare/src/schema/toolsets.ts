/** The names that --toolsets takes (DESIGN.md section 3), those of the tools that exist. */
export const toolsets = ['zones', 'dns', 'rules', 'page_rules', 'cache', 'analytics', 'changes'] as const;
export type Toolset = (typeof toolsets)[number];
