import process from 'node:process';

let isListening = false;

/**
 * Writes to stderr. Whoever started the process may have closed its other end, or have no room for it: what is said there
 * is lost then, and nothing else. Without a listener it would be an exception that ends the process, in the midst of a
 * write perhaps.
 */
export function writeToStderr(text: string): void {
  if (!isListening) process.stderr.on('error', () => {});
  isListening = true;
  process.stderr.write(text);
}
