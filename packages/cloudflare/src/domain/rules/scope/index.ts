export { type Breadth, breadthOf } from './breadth.ts';
export { dimensionsIn } from './dimension.ts';
export type { Finding, Truth } from './finding.ts';
export { hostsOf, type Visit, visitsOf } from './ordinary.ts';
export { dynamicMatch, isPrivatePath, isStaticPath, pathsNamedBy, privateMatch } from './private.ts';
export { SampleZone } from './request.ts';
export {
  anyMatch,
  difference,
  holdsFor,
  overlap,
  type Scope,
  scopeOf,
} from './scope.ts';
