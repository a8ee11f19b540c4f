// Checks the import rules: .dependency-cruiser.cjs (who imports whom) and imports/use-rules.mjs (what is used, beside the restrictions of oxlint).
import { checkImports } from './imports/check.mjs';
import { root } from './run.mjs';

const { modules, violations } = await checkImports(root);
for (const { rule, file, found } of violations) console.error(`${file}: ${found} (${rule})`);
console.log(`${modules} modules, ${violations.length} violations of the import rules`);
process.exitCode = violations.length === 0 ? 0 : 1;
