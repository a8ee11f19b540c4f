/** Steps of the tour that the picture shows, by what they begin with. */
const shownSteps = [
  'Read a TXT record',
  'Point a name at 10.0.0.256',
  'Add a backup mail server',
  'Delete the name of the 2023 campaign',
  'Marketing calls',
];

const lineHeight = 19;
const characterWidth = 8.43;
const columns = 100;
const margin = 20;
const titleBar = 36;
/** Seconds until the next line, and more before the next step. */
const linePause = 0.25;
const stepPause = 1.2;

const styles = `svg{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
text{fill:#24292f;white-space:pre}.frame{fill:#f6f8fa;stroke:#d0d7de}.dim{fill:#6e7781}.wish{font-weight:bold}
.good{fill:#1a7f37}.call{fill:#0969da}.ask{fill:#8250df}.refused{fill:#cf222e}
.l{animation:come .01s linear both}@keyframes come{from{opacity:0}}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.frame{fill:#0d1117;stroke:#30363d}.dim{fill:#8d96a0}.good{fill:#3fb950}
.call{fill:#58a6ff}.ask{fill:#d2a8ff}.refused{fill:#ff7b72}}
@media(prefers-reduced-motion:reduce){.l{animation:none}}`;

/**
 * The picture of a run of the demo: an SVG in which its lines appear one after the other. It needs no script and no
 * other file, fits light and dark, and shows everything at once where nothing moves.
 * @param output what `demo` printed, without colours.
 */
export function recordingOf(output: string): string {
  const steps = masked(output).trim().split('\n\n');
  const chosen = shownSteps.map(
    (wish) => steps.find((step) => step.split('\n')[0]?.includes(`  ${wish}`)) ?? '',
  );
  const texts = ['$ npm run demo', ...chosen, steps.at(-1) ?? ''];
  const lines: string[] = [];
  let seconds = 0.5;
  for (const text of texts) {
    for (const { content, style } of styled(text.split('\n'))) {
      const y = titleBar + margin + lines.length * lineHeight;
      lines.push(
        `<text class="l ${style}" x="${margin}" y="${y}" style="animation-delay:${seconds.toFixed(2)}s">${escaped(content)}</text>`,
      );
      seconds += content === '' ? 0 : linePause;
    }
    seconds += stepPause;
    lines.push('');
  }
  const width = Math.ceil(columns * characterWidth) + 2 * margin;
  const height = titleBar + margin + lines.length * lineHeight;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
<title id="title">A recording of the demo: hostile text is marked, a slip is refused, a risky change is asked about, a deletion is taken back</title>
<style>${styles}</style>
<rect class="frame" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8"/>
<circle cx="22" cy="18" r="6" fill="#ff5f57"/><circle cx="42" cy="18" r="6" fill="#febc2e"/><circle cx="62" cy="18" r="6" fill="#28c840"/>
${lines.filter((line) => line !== '').join('\n')}
</svg>
`;
}

interface Styled {
  readonly content: string;
  readonly style: string;
}

/** A line has the colour of its sign, and so do those that go on with it. */
function styled(lines: readonly string[]): readonly Styled[] {
  let style = 'dim';
  return lines.map((content, index) => {
    style = styleOf(content, index) ?? style;
    return { content, style };
  });
}

function styleOf(line: string, index: number): string | undefined {
  if (line.startsWith('$ ')) return 'dim';
  if (index === 0) return line.startsWith('✓') ? 'wish' : 'good';
  const sign = /^ {7}(\S) /u.exec(line)?.[1];
  if (sign === '→') return 'call';
  if (sign === '?') return 'ask';
  if (sign === '←') return line.includes('refused') ? 'refused' : 'good';
  return undefined;
}

/** Ids of changes are random: each becomes one that depends on its place only. */
function masked(output: string): string {
  const seen: string[] = [];
  return output.replaceAll(/chg_[0-9a-f]{8}/gu, (id) => {
    if (!seen.includes(id)) seen.push(id);
    // Spreads small numbers over all digits: the fractional part of the golden ratio, as a 32-bit number.
    const digits = Math.imul(seen.indexOf(id) + 1, 0x9e3779b1) >>> 0;
    return `chg_${digits.toString(16).padStart(8, '0')}`;
  });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
