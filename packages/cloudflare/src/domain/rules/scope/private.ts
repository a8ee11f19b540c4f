import { hostsOf, visitsOf } from './ordinary.ts';
import type { SampleZone } from './request.ts';
import type { Scope } from './scope.ts';

/** Parts of paths behind which a site shows one visitor what is for nobody else. */
const privateWords =
  /(?:^|[/._-])(?:accounts?|admin|administrator|api|auth|basket|billing|cart|checkout|customers?|dashboard|graphql|inbox|internal|invoices?|log-?in|log-?out|me|members?|messages?|my|oauth|orders?|panel|password|patients?|payments?|personal|portal|private|profiles?|register|reset|secure|session|settings|sign-?in|sign-?up|sso|tokens?|users?|wallet|wishlist|wp-admin|wp-json|wp-login)(?:$|[/._-])/iu;

/** Files that are the same for everybody. */
const staticFile =
  /(?:^\/(?:assets|static|images|img|css|js|fonts|media|dist|public|_next\/static|wp-content|wp-includes)\/|\.(?:css|js|mjs|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|otf|eot|mp4|webm|mp3|pdf|zip|gz|map|txt|xml|wasm)$)/iu;

export function isPrivatePath(path: string): boolean {
  const plain = decoded(path);
  return privateWords.test(plain) && !staticFile.test(plain);
}

/** As an origin may read it: percent-encoded ASCII decoded, three times at most. Some origins decode twice. */
function decoded(path: string): string {
  let text = path;
  for (let round = 0; round < 3 && text.includes('%'); round += 1) {
    text = text.replaceAll(/%([0-7][0-9a-f])/giu, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    );
  }
  return text;
}

export function isStaticPath(path: string): boolean {
  return staticFile.test(path);
}

const samples = [
  '/account',
  '/login',
  '/admin',
  '/api/x',
  '/checkout',
  '/cart',
  '/user/1',
  '/wp-admin/',
  '/dashboard',
];

/** Paths to look at: some that many sites have, and those that a scope names, with what is below them. */
function pathsOf(scope: Scope, zone: SampleZone): readonly string[] {
  return [...new Set([...samples, ...pathsNamedBy(scope, zone)])].slice(0, 64);
}

/** Paths that a scope names or draws a border at. */
export function pathsNamedBy(scope: Scope, zone: SampleZone): readonly string[] {
  return [...(visitsOf(scope, zone).pools.get('path') ?? [])].map(String);
}

/** A private page that somebody who is signed in is shown, and that a scope matches, as a URL. */
export function privateMatch(scope: Scope, zone: SampleZone): string | undefined {
  return findPath(scope, zone, isPrivatePath);
}

/** A page that is no static file, and that a scope matches. */
export function dynamicMatch(scope: Scope, zone: SampleZone): string | undefined {
  return findPath(scope, zone, (path) => !isStaticPath(path), ['/', '/q7h2v9']);
}

function findPath(
  scope: Scope,
  zone: SampleZone,
  is: (path: string) => boolean,
  more: readonly string[] = [],
): string | undefined {
  const visits = visitsOf(scope, zone);
  const paths = [...more, ...pathsOf(scope, zone)].filter(is);
  for (const host of hostsOf(scope, zone)) {
    for (const path of paths) {
      const visit = { scheme: 'https', method: 'GET', isSignedIn: true, visitor: 0, host, path } as const;
      if (visits.mayMatch(visit)) return `https://${host}${path}`;
    }
  }
  return undefined;
}
