export type { ExistingRule } from './existing.ts';
export type { PlannedRule } from './expression.ts';
export { type MigrationInput, migrate, type Verdict } from './migrate.ts';
export { migratableActions } from './translate.ts';
export { type MigrationPhase, migrationPhases, type SourceRule } from './types.ts';
