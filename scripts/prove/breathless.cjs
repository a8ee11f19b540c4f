// Loaded into a server before anything else (`node --require`): what yields goes on before anybody else has a turn.
Reflect.set(globalThis, 'setImmediate', (/** @type {() => void} */ act) => queueMicrotask(act));
