import { describe, expect, it } from 'vitest';
import { directives, hsts, isWeak, protecting, stopsNoScript } from './headers.ts';

/** From the weakest on. */
const ladders: Readonly<Record<string, readonly string[]>> = {
  'cross-origin-embedder-policy': ['x', 'unsafe-none', 'credentialless', 'require-corp'],
  'cross-origin-opener-policy': [
    'x',
    'unsafe-none',
    'noopener-allow-popups',
    'same-origin-allow-popups',
    'same-origin',
  ],
  'cross-origin-resource-policy': ['x', 'cross-origin', 'same-site', 'same-origin'],
  'referrer-policy': [
    'x',
    'unsafe-url',
    'no-referrer-when-downgrade',
    'origin',
    'origin-when-cross-origin',
    'strict-origin-when-cross-origin',
    'strict-origin',
    'same-origin',
    'no-referrer',
  ],
  'x-content-type-options': ['x', 'nosniff'],
  'x-frame-options': ['x', 'sameorigin', 'deny'],
  'x-permitted-cross-domain-policies': ['x', 'all', 'by-content-type', 'master-only', 'none'],
  'origin-agent-cluster': ['x', '?0', '?1'],
  'strict-transport-security': ['max-age=0', 'max-age=1', 'max-age=2', 'max-age=2; preload'],
};

const steps = Object.entries(ladders).flatMap(([name, values]) =>
  values.slice(1).map((strong, index): [string, string, string] => [name, values[index] ?? '', strong]),
);

it.each(steps)('%s: %s protects less than %s', (name, weak, strong) => {
  expect(protecting[name]?.(weak, strong)).toBe(false);
  expect(protecting[name]?.(strong, weak)).toBe(true);
  expect(protecting[name]?.(` ${strong.toUpperCase()} `, strong)).toBe(true);
});

it.each<[string, string, string, boolean]>([
  ['clear-site-data', '"cache"', '"cache"', true],
  ['clear-site-data', '"cache"', '"cookies"', false],
  ['strict-transport-security', 'max-age=1', 'max-age=1; includeSubDomains', false],
  ['strict-transport-security', 'max-age=1; includeSubDomains', 'max-age=1; includeSubDomains', true],
  ['strict-transport-security', 'max-age=1; preload', 'max-age=1; preload', true],
  ['permissions-policy', 'camera=()', 'camera=()', true],
  ['permissions-policy', 'camera=(self)', 'camera=()', false],
  ['permissions-policy', 'camera=()', 'camera=(self)', true],
  ['permissions-policy', 'CAMERA = ( SELF )', 'camera=(self)', true],
  ['permissions-policy', 'camera=()', 'camera=(), usb=()', false],
  ['permissions-policy', '!, camera=()', 'camera=()', true],
  ['content-security-policy', "script-src 'self'", "script-src 'self'", true],
  ['content-security-policy', "script-src 'none'", "script-src 'self'", true],
  ['content-security-policy', "script-src 'self' a.example", "script-src 'self'", false],
  ['content-security-policy', "script-src 'self'", "script-src 'self'; img-src a.example", false],
  [
    'content-security-policy',
    "script-src 'unsafe-inline' 'self'",
    "script-src 'nonce-a' 'unsafe-inline' 'self'",
    false,
  ],
  ['content-security-policy', "script-src 'self'", "script-src 'nonce-a' 'self'", true],
  [
    'content-security-policy',
    "script-src 'sha256-a' 'unsafe-inline'",
    "script-src 'nonce-a' 'sha256-a' 'unsafe-inline'",
    true,
  ],
  [
    'content-security-policy',
    "script-src 'unsafe-inline' 'self'",
    "script-src 'unsafe-inline' 'self' a.example",
    true,
  ],
])('%s: whether %s protects as much as %s', (name, after, before, expected) => {
  expect(protecting[name]?.(after, before)).toBe(expected);
});

it.each([
  ['max-age=31536000; includeSubDomains; preload', { age: 31536000, subdomains: true, preload: true }],
  ['includeSubDomains ; max-age = "600"', { age: 600, subdomains: true, preload: false }],
  ['x-max-age=5', { age: 0, subdomains: false, preload: false }],
  ['', { age: 0, subdomains: false, preload: false }],
])('HSTS %s', (value, expected) => {
  expect(hsts(value)).toEqual(expected);
});

it('reads directives in any case, the first of a name', () => {
  const found = directives(" ; Script-Src  'SELF'   A.example;script-src *, img-src");
  expect([...found]).toEqual([
    ['script-src', ["'self'", 'a.example']],
    ['img-src', []],
  ]);
});

describe('a policy for scripts', () => {
  it.each([
    '*',
    'http:',
    'https:',
    'data:',
    'blob:',
    "'unsafe-inline'",
    "'unsafe-eval'",
    'http://*',
    'https://*',
    "'nonce-a' 'unsafe-eval'",
    "x'nonce-a' *",
    "'sha-a' *",
  ])('stops none with %s', (sources) => {
    expect(stopsNoScript(`script-src ${sources}`)).toBe(true);
    expect(stopsNoScript(`default-src ${sources}`)).toBe(true);
  });

  it.each([
    "script-src 'self'",
    "script-src 'nonce-a' *",
    "script-src 'sha256-a' 'unsafe-inline'",
    "script-src 'strict-dynamic' https:",
    "script-src 'self'; default-src *",
    'img-src *',
    '',
  ])('stops some: %s', (value) => {
    expect(stopsNoScript(value)).toBe(false);
  });
});

describe('a value', () => {
  it.each([
    ['strict-transport-security', 'max-age=0'],
    ['content-security-policy', 'script-src *'],
    ['x-frame-options', 'allowall'],
    ['x-content-type-options', 'x'],
    ['referrer-policy', ' Unsafe-URL '],
    ['referrer-policy', 'no-referrer-when-downgrade'],
    ['referrer-policy', 'origin'],
    ['referrer-policy', 'origin-when-cross-origin'],
    ['cross-origin-opener-policy', 'unsafe-none'],
    ['cross-origin-embedder-policy', 'unsafe-none'],
    ['cross-origin-resource-policy', 'cross-origin'],
    ['x-permitted-cross-domain-policies', 'all'],
    ['permissions-policy', 'camera=(), usb=*'],
    ['origin-agent-cluster', '?0'],
  ])('of %s is weak: %s', (name, value) => {
    expect(isWeak(name, value)).toBe(true);
  });

  it.each([
    ['strict-transport-security', 'max-age=1'],
    ['content-security-policy', "script-src 'self'"],
    ['x-frame-options', 'DENY'],
    ['x-frame-options', 'SAMEORIGIN '],
    ['x-content-type-options', 'nosniff'],
    ['referrer-policy', 'same-origin'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-embedder-policy', 'require-corp'],
    ['cross-origin-resource-policy', 'same-site'],
    ['x-permitted-cross-domain-policies', 'none'],
    ['permissions-policy', '"x" camera=*'],
    ['permissions-policy', 'camera=(self)'],
    ['origin-agent-cluster', '?1'],
    ['clear-site-data', '"cache"'],
  ])('of %s is not: %s', (name, value) => {
    expect(isWeak(name, value)).toBe(false);
  });
});
