import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verdictOf } from './elicit.ts';

const malformed = (what: string): object => ({ kind: 'malformed', what });

/** Revision 2025-06-18 and later, client/elicitation, "Response Actions". */
describe('what came back for a question', () => {
  const table: readonly (readonly [string, unknown, object])[] = [
    ['on', { action: 'accept', content: { approve: true } }, { kind: 'approved' }],
    ['off', { action: 'accept', content: { approve: false } }, { kind: 'box_off' }],
    [
      'on, with members beside it',
      { action: 'accept', content: { approve: true, note: 'ok' }, _meta: { x: 1 } },
      { kind: 'approved' },
    ],
    ['decline', { action: 'decline' }, { kind: 'declined' }],
    ['decline of a form that is on', { action: 'decline', content: { approve: true } }, { kind: 'declined' }],
    ['cancel', { action: 'cancel' }, { kind: 'dismissed' }],
    ['cancel of a form that is on', { action: 'cancel', content: { approve: true } }, { kind: 'dismissed' }],
    ['nothing', undefined, malformed('it is nothing, not an object')],
    ['null', null, malformed('it is null, not an object')],
    ['a list', [{ action: 'accept', content: { approve: true } }], malformed('it is a list, not an object')],
    ['true', true, malformed('it is a boolean, not an object')],
    ['a text', 'accept', malformed('it is a string, not an object')],
    ['a number', 1, malformed('it is a number, not an object')],
    ['no action', {}, malformed('its action is none of accept, decline and cancel')],
    [
      'a form without an action',
      { content: { approve: true } },
      malformed('its action is none of accept, decline and cancel'),
    ],
    [
      'another action',
      { action: 'approve', content: { approve: true } },
      malformed('its action is none of accept, decline and cancel'),
    ],
    [
      'an action in capitals',
      { action: 'ACCEPT', content: { approve: true } },
      malformed('its action is none of accept, decline and cancel'),
    ],
    [
      'an action in a list',
      { action: ['accept'], content: { approve: true } },
      malformed('its action is none of accept, decline and cancel'),
    ],
    ['no form', { action: 'accept' }, malformed('it accepts a form without content')],
    [
      'a form that is null',
      { action: 'accept', content: null },
      malformed('the content of its form is null, not an object'),
    ],
    [
      'a form that is a list',
      { action: 'accept', content: [true] },
      malformed('the content of its form is a list, not an object'),
    ],
    [
      'a form that is true',
      { action: 'accept', content: true },
      malformed('the content of its form is a boolean, not an object'),
    ],
    [
      'an empty form',
      { action: 'accept', content: {} },
      malformed('the content of its form has no member approve'),
    ],
    [
      'a form with another box',
      { action: 'accept', content: { Approve: true, confirm: true } },
      malformed('the content of its form has no member approve'),
    ],
    [
      'a box that is inherited',
      { action: 'accept', content: Object.create({ approve: true }) },
      malformed('the content of its form has no member approve'),
    ],
    [
      'a box that is undefined',
      { action: 'accept', content: { approve: undefined } },
      malformed('the content of its form has no member approve'),
    ],
    [
      'a box that is null',
      { action: 'accept', content: { approve: null } },
      malformed('approve is null, not true or false'),
    ],
    [
      'a box that is a text',
      { action: 'accept', content: { approve: 'true' } },
      malformed('approve is a string, not true or false'),
    ],
    [
      'a box that is a number',
      { action: 'accept', content: { approve: 1 } },
      malformed('approve is a number, not true or false'),
    ],
    [
      'a box that is a list',
      { action: 'accept', content: { approve: [true] } },
      malformed('approve is a list, not true or false'),
    ],
    [
      'a box that is an object',
      { action: 'accept', content: { approve: { value: true } } },
      malformed('approve is an object, not true or false'),
    ],
  ];
  it.each(table)('%s', (_, result, verdict) => {
    expect(verdictOf(result)).toEqual(verdict);
  });

  it('is an approval in one shape and in no other', () => {
    const word = fc.constantFrom('accept', 'decline', 'cancel', 'approve', 'true', '');
    const box = fc.oneof(fc.boolean(), word, fc.constantFrom(null, 1, undefined));
    const result = fc.oneof(
      fc.anything(),
      fc.record({
        action: fc.oneof(word, fc.anything()),
        content: fc.oneof(fc.record({ approve: box }, { requiredKeys: [] }), box),
      }),
    );
    fc.assert(
      fc.property(result, (given) => {
        const isApproval =
          given instanceof Object &&
          Reflect.get(given, 'action') === 'accept' &&
          Object(Reflect.get(given, 'content')).approve === true;
        expect(verdictOf(given).kind === 'approved').toBe(isApproval);
      }),
    );
  });
});
