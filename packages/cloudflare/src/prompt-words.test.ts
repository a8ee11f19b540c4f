import { describe, expect, it } from 'vitest';
import { features } from './main.ts';

describe('a prompt that is asked for with placeholders, as opencode does', () => {
  it.each(features.prompts().all())('$name holds each of them for the client to fill in', (prompt) => {
    const args = Object.fromEntries(prompt.arguments.map(({ name }, index) => [name, `$${index + 1}`]));
    const text = prompt.text(args);
    for (const value of Object.values(args)) expect(text).toContain(value);
  });

  it.each(['$', '$x', '$1 and more', '$123', 'x$1'])('is no way in for %j', (zone) => {
    const audit = features
      .prompts()
      .all()
      .find(({ name }) => name === 'audit_zone');
    expect(() => audit?.text({ zone })).toThrow('is neither a domain name nor a zone id');
  });
});
