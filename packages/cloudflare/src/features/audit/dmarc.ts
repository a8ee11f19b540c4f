/** A DMARC record that counts (RFC 7489 section 6.3). */
export interface DmarcRecord {
  readonly policy: 'none' | 'quarantine' | 'reject';
  /** For names below the domain; that of the domain where it does not say. */
  readonly below: 'none' | 'quarantine' | 'reject';
  /** Of the mail that the policy holds for. */
  readonly percent: number;
  readonly reports: readonly string[];
  /** Domains of the addresses that get reports of both kinds. */
  readonly receivers: readonly string[];
  /** Tags whose value does not count. */
  readonly wrongTags: readonly string[];
}

/** Whether a text is a DMARC record, readable or not: the version stands first, in capitals (RFC 7489 section 6.4). */
export function isDmarcText(text: string): boolean {
  return /^\s*v\s*=\s*DMARC1\s*(?:;|$)/u.test(text);
}

export function isMeantAsDmarc(text: string): boolean {
  return /\bDMARC1\b/iu.test(text) || /(?:^|;)\s*p\s*=\s*(?:none|quarantine|reject)\b/iu.test(text);
}

const policies = ['none', 'quarantine', 'reject'] as const;

function policyOf(value: string | undefined): DmarcRecord['policy'] | undefined {
  return policies.find((policy) => policy === value?.toLowerCase());
}

/** RFC 7489 section 6.2, and the limit behind an exclamation mark. */
const mailAddress = /^mailto:([^@\s,;!]+)@([a-z0-9_-]+(?:\.[a-z0-9_-]+)+)(?:!\d+[kmgt]?)?$/iu;

/** What tags take besides policies and addresses; a tag that is not here is ignored (section 6.3). */
const values: Readonly<Record<string, RegExp>> = {
  adkim: /^[rs]$/iu,
  aspf: /^[rs]$/iu,
  fo: /^[01ds](?:\s*:\s*[01ds])*$/iu,
  rf: /^[a-z0-9-]+(?:\s*:\s*[a-z0-9-]+)*$/iu,
  ri: /^\d{1,10}$/u,
  pct: /^(?:100|\d{1,2})$/u,
  sp: /^(?:none|quarantine|reject)$/iu,
  np: /^(?:none|quarantine|reject)$/iu,
  t: /^[yn]$/iu,
  psd: /^[ynu]$/iu,
};

/** Tags by name, and the parts that are none: a syntax error behind the policy is passed over (section 6.3). */
function tagsIn(text: string): {
  readonly all: ReadonlyMap<string, string>;
  readonly strange: readonly string[];
  readonly twice: readonly string[];
} {
  const all = new Map<string, string>();
  const strange: string[] = [];
  const twice: string[] = [];
  for (const part of text.split(';').map((each) => each.trim())) {
    const [, name, value = ''] = /^([a-z][a-z0-9_]*)\s*=\s*(.*)$/isu.exec(part) ?? [];
    if (name === undefined) strange.push(...(part === '' ? [] : [part]));
    else if (all.has(name.toLowerCase())) twice.push(name.toLowerCase());
    else all.set(name.toLowerCase(), value);
  }
  return { all, strange, twice };
}

/** @returns why it does not count, where it does not. */
export function parseDmarc(text: string): DmarcRecord | string {
  if (!isDmarcText(text)) return 'it does not begin with v=DMARC1';
  const { all, strange, twice } = tagsIn(text);
  if (twice.includes('p') || twice.includes('v')) return 'p or v stands there twice';
  const policy = policyOf(all.get('p'));
  if (policy === undefined) return all.has('p') ? 'p is none of none, quarantine and reject' : 'p is missing';
  const wrongTags = [...strange, ...twice];
  wrongTags.push(
    ...[...all].flatMap(([name, value]) => (values[name]?.test(value) === false ? [`${name}=${value}`] : [])),
  );
  const receivers = new Set<string>();
  const reports: string[] = [];
  for (const tag of ['rua', 'ruf']) {
    for (const address of listOf(all.get(tag))) {
      const domain = mailAddress.exec(address)?.[2];
      if (domain === undefined) wrongTags.push(`${tag}=${address}`);
      else receivers.add(domain.toLowerCase());
      if (tag === 'rua' && domain !== undefined) reports.push(address);
    }
  }
  const share = all.get('pct') ?? '100';
  return {
    policy,
    below: policyOf(all.get('sp')) ?? policy,
    percent: values['pct']?.test(share) === true ? Number(share) : 100,
    reports,
    receivers: [...receivers],
    wrongTags,
  };
}

function listOf(value: string | undefined): readonly string[] {
  return (value ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
