/** `set_config`: rules/configuration-rules/settings and the API reference. */

import { type Check, flag, from, list, object, oneOf, onlyTrue, text } from '../shape.ts';

const ssl: Check = (value, pointer, scene) => {
  oneOf(['off', 'flexible', 'full', 'strict', 'origin_pull'])(value, pointer, scene);
  // ssl/origin-configuration/ssl-modes: "Strict (SSL-Only Origin Pull)".
  if (value === 'origin_pull') from('enterprise', 'ssl origin_pull', () => undefined)(value, pointer, scene);
};

export const config: Check = object({
  automatic_https_rewrites: flag,
  autominify: object({ css: flag, html: flag, js: flag }),
  bic: flag,
  content_converter: flag,
  disable_apps: onlyTrue,
  disable_pay_per_crawl: onlyTrue,
  disable_rum: onlyTrue,
  disable_zaraz: onlyTrue,
  email_obfuscation: flag,
  fonts: flag,
  hotlink_protection: flag,
  mirage: flag,
  opportunistic_encryption: flag,
  polish: from('pro', 'polish', oneOf(['off', 'lossless', 'lossy', 'webp'])),
  redirects_for_ai_training: flag,
  request_body_buffering: oneOf(['none', 'standard', 'full']),
  response_body_buffering: oneOf(['none', 'standard']),
  rocket_loader: flag,
  security_level: oneOf(['off', 'essentially_off', 'low', 'medium', 'high', 'under_attack']),
  server_side_excludes: flag,
  ssl,
  sxg: flag,
  webmcp_enabled: flag,
  webmcp_packs: list(text()),
});
