import { Buffer } from 'node:buffer';

/** What may be uploaded: how such a file begins, and which endings its name may have. Never SVG or HTML, which run scripts. */
const types: readonly {
  readonly type: string;
  readonly endings: readonly string[];
  readonly begins: (bytes: Uint8Array) => boolean;
}[] = [
  { type: 'image/jpeg', endings: ['jpg', 'jpeg'], begins: (bytes) => has(bytes, 0, 'ffd8ff') },
  { type: 'image/png', endings: ['png'], begins: (bytes) => has(bytes, 0, '89504e470d0a1a0a') },
  {
    type: 'image/gif',
    endings: ['gif'],
    begins: (bytes) => has(bytes, 0, '474946383761') || has(bytes, 0, '474946383961'),
  },
  {
    type: 'image/webp',
    endings: ['webp'],
    begins: (bytes) => has(bytes, 0, '52494646') && has(bytes, 8, '57454250'),
  },
  { type: 'application/pdf', endings: ['pdf'], begins: (bytes) => has(bytes, 0, '255044462d') },
  { type: 'video/mp4', endings: ['mp4', 'm4v'], begins: (bytes) => has(bytes, 4, '66747970') },
  {
    type: 'audio/mpeg',
    endings: ['mp3'],
    begins: (bytes) =>
      has(bytes, 0, '494433') || ['fffb', 'fff3', 'fff2'].some((each) => has(bytes, 0, each)),
  },
];

function has(bytes: Uint8Array, at: number, hex: string): boolean {
  return Buffer.from(bytes.subarray(at, at + hex.length / 2)).toString('hex') === hex;
}

export const endings: readonly string[] = types.flatMap((each) => each.endings);

/** @returns the media type of a file whose content and name say the same, and that may be uploaded. */
export function typeOf(name: string, bytes: Uint8Array): string | undefined {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return types.find((each) => each.endings.includes(ending) && each.begins(bytes))?.type;
}

/** What WordPress leaves as it is of a name (`sanitize_file_name`), and one dot: `a.php.png` runs on some web servers. */
export const fileName = new RegExp(`^[a-z0-9]+(?:[_-][a-z0-9]+)*\\.(?:${endings.join('|')})$`, 'iu');

/**
 * Whether a file has the name that was wanted: WordPress counts up where there is one of it, scales what is large, and turns what a
 * camera took sideways (`wp_create_image_subsizes`, 6.1.9, read).
 */
export function isNamed(url: string, name: string): boolean {
  const file = url.slice(url.lastIndexOf('/') + 1).toLowerCase();
  const dot = name.lastIndexOf('.');
  const [stem, ending] = [name.slice(0, dot).toLowerCase(), name.slice(dot).toLowerCase()];
  return (
    file.startsWith(stem) &&
    file.endsWith(ending) &&
    /^(?:-\d+)?(?:-scaled|-rotated)?$/u.test(file.slice(stem.length, file.length - ending.length))
  );
}
