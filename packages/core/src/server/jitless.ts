import { config } from 'zod';

// zod compiles validators with `new Function` unless told otherwise before the first schema is used; a server
// that runs under --disallow-code-generation-from-strings must never try. Has to be imported before the SDK.
config({ jitless: true });
