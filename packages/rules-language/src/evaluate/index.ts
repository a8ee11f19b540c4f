export {
  type Given,
  type Headers,
  InvalidRequest,
  type RequestDescription,
  type ResponseDescription,
} from './description.ts';
export { evaluate, evaluateValue } from './evaluate.ts';
export { extensionOf, type Normalization, normalisePath } from './normalise.ts';
export {
  describeRequest,
  type RequestFacts,
  withHeaders,
  withResponse,
  withResponseHeaders,
  withRewritten,
} from './request.ts';
