import type { HostContext } from './bridge.ts';

/** How numbers, times and metrics are written for this reader. */
export class Format {
  readonly #locale: string;
  readonly #timeZone: string;

  constructor({ locale, timeZone }: HostContext) {
    this.#locale = usable(() => new Intl.NumberFormat(locale)) ? (locale ?? 'en-US') : 'en-US';
    this.#timeZone =
      timeZone !== undefined && usable(() => new Intl.DateTimeFormat('en-US', { timeZone }))
        ? timeZone
        : 'UTC';
  }

  value(metric: string, value: number): string {
    if (metric.endsWith('share')) return this.#number(value, { style: 'percent', maximumFractionDigits: 1 });
    if (metric.includes('bytes')) return this.#bytes(value);
    return this.#number(value, { maximumFractionDigits: 1 });
  }

  /** For axes and tiles, where there is little room. */
  short(metric: string, value: number): string {
    if (metric.endsWith('share') || metric.includes('bytes')) return this.value(metric, value);
    return this.#number(value, { notation: 'compact', maximumFractionDigits: 1 });
  }

  time(time: string, interval: string | undefined): string {
    const date = new Date(time);
    if (Number.isNaN(date.getTime())) return time;
    // Sums of a day are of a day in UTC, wherever the reader is.
    return interval === 'day'
      ? this.#date(date, { day: 'numeric', month: 'short', timeZone: 'UTC' })
      : this.#date(date, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  }

  get zone(): string {
    return this.#timeZone;
  }

  #bytes(value: number): string {
    const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
    const step = value < 1 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), units.length - 1);
    return `${this.#number(value / 1000 ** step, { maximumFractionDigits: 1 })} ${units[step] ?? ''}`;
  }

  #number(value: number, options: Intl.NumberFormatOptions): string {
    return new Intl.NumberFormat(this.#locale, options).format(value);
  }

  #date(date: Date, options: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(this.#locale, {
      timeZone: this.#timeZone,
      hourCycle: 'h23',
      ...options,
    }).format(date);
  }
}

function usable(make: () => unknown): boolean {
  try {
    make();
    return true;
  } catch {
    return false;
  }
}

/** `cached_requests` as a person writes it: Cached requests. */
export function title(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
