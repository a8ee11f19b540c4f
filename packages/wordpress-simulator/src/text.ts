/** `sanitize_title`: what is not Latin is percent-encoded. Accents go by Unicode; WordPress has a table, with more letters. */
export function slugOf(title: string): string {
  const plain = title
    .replaceAll(/<[^>]*>/gu, '')
    .normalize('NFD')
    .replaceAll(/(?<=\p{Script=Latin})\p{M}+/gu, '')
    .normalize('NFC')
    .replaceAll('ß', 's')
    .replaceAll(/[“”„‟‘’‚‛«»…]/gu, '')
    .toLowerCase()
    .replaceAll(/&[^\s;]+;/gu, '')
    .replaceAll(/[\s\u00a0–—./]+/gu, '-')
    // What is percent-encoded stays so (6.1.9, run).
    .replaceAll(/%(?![0-9a-f]{2})|[^\p{L}\p{M}\p{N}_%-]/gu, '');
  return Array.from(plain)
    .map((sign) => (sign > '\u007f' ? encodeURIComponent(sign).toLowerCase() : sign))
    .join('')
    .replaceAll(/-+/gu, '-')
    .replaceAll(/^-|-$/gu, '')
    .slice(0, 200);
}

const allowed =
  /^(?:a|abbr|b|blockquote|br|cite|code|dd|del|div|dl|dt|em|figcaption|figure|h[1-6]|hr|i|img|ins|li|ol|p|pre|q|s|section|small|span|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|u|ul|video|audio)$/iu;

/** Of `wp_kses_post` what accounts without `unfiltered_html` see most: other elements go, and so do handlers of events. */
export function filtered(html: string): string {
  return html.replaceAll(
    /<(\/?)([a-z][a-z0-9-]*)((?:\s[^<>]*)?)>/giu,
    (_whole, slash: string, name: string, rest: string) => {
      if (!allowed.test(name)) return '';
      const attributes = rest.replaceAll(/\s+on[a-z]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+)/giu, '');
      return `<${slash}${name}${attributes.replace(/\s*\/$/u, ' /')}>`;
    },
  );
}
