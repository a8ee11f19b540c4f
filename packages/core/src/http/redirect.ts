const hostPattern = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/;
const pathPattern = /^(?:\/[A-Za-z0-9_.~-]{1,100}){0,8}\/?$/;

/**
 * Where a redirect leads, as far as it can be shown: the origin with a path of plain words, the origin alone, or nothing.
 * Never its query, which may hold a token.
 * @param location the header of that name.
 */
export function redirectTarget(location: string | undefined): string | undefined {
  const [, scheme = '', host = '', port = '', path = ''] =
    /^(https?):\/\/([^/?#:@]{1,253})(:\d{1,5})?(?![^/?#])([^?#]*)/i.exec(location ?? '') ?? [];
  if (scheme === '' || !hostPattern.test(host.toLowerCase())) {
    const [relative = ''] = /^\/(?!\/)[^?#]*/.exec(location ?? '') ?? [];
    return relative !== '' && pathPattern.test(relative) ? relative : undefined;
  }
  const origin = `${scheme.toLowerCase()}://${host.toLowerCase()}${port}`;
  return pathPattern.test(path) ? `${origin}${path}` : origin;
}
