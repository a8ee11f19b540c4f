import { between } from '@crunchtools/mcp-core/document/between';

/** What WordPress leaves in the HTML of an account that lacks `unfiltered_html` (`$allowedposttags` of 6.1.9, run). */
const allowed: ReadonlySet<string> = new Set(
  'address a abbr acronym area article aside audio b bdo big blockquote br button caption cite code col colgroup del dd dfn details div dl dt em fieldset figure figcaption font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd label legend li main map mark menu nav object p pre q rb rp rt rtc ruby s samp span section small strike strong sub summary sup table tbody td textarea tfoot th thead title tr track tt u ul ol var video'.split(
    ' ',
  ),
);

/**
 * What WordPress would take out of a text, or break, for an account that lacks `unfiltered_html`, by its names: elements, handlers of events,
 * addresses of scripts, and marks of blocks with a `<` or `>` in their attributes, which come out as text.
 *
 * Not covered: attributes and styles that it knows not; what was stored is compared with what was sent after the write, too.
 */
export function filteredOut(text: string): readonly string[] {
  const found = new Set<string>();
  for (const [, name = ''] of text.matchAll(/<([a-z][a-z0-9-]*)(?=[\s/>])/giu))
    if (!allowed.has(name.toLowerCase())) found.add(`<${name.toLowerCase()}>`);
  for (const [, name = ''] of text.matchAll(/<[a-z][^<>]*\s(on[a-z]{3,20})\s*=/giu))
    found.add(name.toLowerCase());
  if (/<[a-z][^<>]*=\s*(?:["']\s*)?(?:javascript|data|vbscript):/iu.test(text)) found.add('javascript:');
  for (const inner of between(text, /<!--\s+\/?wp:/gu, '-->'))
    if (/[<>]/u.test(inner)) found.add('marks of blocks');
  return [...found];
}
