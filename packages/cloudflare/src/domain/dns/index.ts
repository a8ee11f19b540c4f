export { type Problem, Refusal } from '../problem.ts';
export { describeRecord } from './describe.ts';
export { guards, type Lookup, lookupsOf, makeJudge } from './guard/index.ts';
export { mergeRecord } from './merge.ts';
export { parsePresentation, printPresentation, type RecordValue } from './presentation.ts';
export { checkRecord } from './record.ts';
export { insteadOf, type Service, serviceOf } from './service.ts';
export {
  contentTypes,
  dataTypes,
  isContentType,
  isDataType,
  isRecordType,
  type Plan,
  type RecordBody,
  type RecordChange,
  type RecordInput,
  type RecordType,
  type RecordZone,
  recordTypes,
} from './types.ts';
