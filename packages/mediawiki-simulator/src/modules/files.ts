import type { Context } from '../context.ts';
import { failure } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import { type FileVersion, isoTime, sha1Of } from '../store.ts';

/** What a fresh wiki takes, and text. */
export const fileExtensions: readonly string[] = ['png', 'gif', 'jpg', 'jpeg', 'webp', 'txt'];

/** `action=upload` (mediawiki.org, API:Upload) of a file that comes with the request. */
export function upload(context: Context): JsonObject {
  const { parameters, asker, store } = context;
  if (asker.account === undefined)
    throw failure('mustbeloggedin', 'You must be logged in to upload this file.');
  if (!asker.rights.has('upload'))
    throw failure('permissiondenied', "You don't have permission to upload this file.");
  const { file } = parameters;
  if (file === undefined)
    throw failure('missingparam', 'One of the parameters "filekey", "file" and "url" is required.');
  const given = (parameters.text('filename') ?? '').replaceAll('_', ' ');
  const name = `${given.slice(0, 1).toUpperCase()}${given.slice(1)}`;
  if (file.bytes.length === 0) throw failure('empty-file', 'The file you submitted was empty.');
  requireKind(name, file.bytes);
  const known = store.files.get(name);
  if (known !== undefined && !asker.rights.has('reupload'))
    throw failure(
      'fileexists-forbidden',
      `A file with this name already exists, and cannot be overwritten. If you still want to upload your file, please go back and use a new name. [[File:${underscored(name)}|thumb|center|${underscored(name)}]]`,
      { filekey: 'stashed.1', sessionkey: 'stashed.1', invalidparameter: 'filename' },
    );
  const warnings = warningsOf(context, name, file.bytes);
  if (!parameters.flag('ignorewarnings') && Object.keys(warnings).length > 0)
    return { upload: { result: 'Warning', warnings, filekey: 'stashed.1', sessionkey: 'stashed.1' } };
  const comment = parameters.text('comment') ?? '';
  const version = store.upload(name, file.bytes, parameters.text('text') ?? comment, {
    user: asker.name,
    comment,
  });
  return {
    upload: {
      result: 'Success',
      filename: underscored(name),
      ...(Object.keys(warnings).length > 0 ? { warnings } : {}),
      imageinfo: { userid: asker.account.id, ...versionInfo(name, version), canonicaltitle: `File:${name}` },
    },
  };
}

function underscored(name: string): string {
  return name.replaceAll(' ', '_');
}

function requireKind(name: string, bytes: Uint8Array): void {
  const extension = /\.([^.]+)$/u.exec(name)?.[1]?.toLowerCase() ?? '';
  const mime = mimeOf(bytes);
  const expected = mimeOfExtension(extension);
  if (expected === mime && fileExtensions.includes(extension)) return;
  throw failure(
    'verification-error',
    `File extension ".${extension}" does not match the detected MIME type of the file (${mime}).`,
    { details: ['filetype-mime-mismatch', extension, mime] },
  );
}

function warningsOf({ store }: Context, name: string, bytes: Uint8Array): JsonObject {
  const sha1 = sha1Of(bytes);
  const same = [...store.files].filter(
    ([other, versions]) => other !== name && sha1Of(versions.at(-1)?.bytes ?? '') === sha1,
  );
  return {
    ...(store.files.has(name) ? { exists: underscored(name) } : {}),
    ...(same.length === 0 ? {} : { duplicate: same.map(([other]) => underscored(other)) }),
  };
}

/** `action=filerevert` (mediawiki.org, API:Filerevert): an older version on top again. */
export function revertFile(context: Context): JsonObject {
  const { parameters, asker, store } = context;
  const name = (parameters.text('filename') ?? '').replaceAll('_', ' ');
  const versions = store.files.get(name) ?? [];
  const old = versions.find(({ archiveName }) => archiveName === parameters.text('archivename'));
  if (old === undefined)
    throw failure(
      'filerevert-badversion',
      'There is no previous local version of this file with the provided timestamp.',
    );
  if (!asker.rights.has('reupload'))
    throw failure('permissiondenied', "You don't have permission to overwrite an existing file.");
  store.upload(name, old.bytes, '', { user: asker.name, comment: parameters.text('comment') ?? '' });
  return { filerevert: { result: 'Success' } };
}

export function versionInfo(
  name: string,
  { time, user, bytes, comment, archiveName }: FileVersion,
): JsonObject {
  const { width, height } = sizeOf(bytes);
  const mime = mimeOf(bytes);
  const path = encodeURIComponent((archiveName ?? name).replaceAll(' ', '_'));
  return {
    timestamp: isoTime(time),
    user,
    size: bytes.length,
    width,
    height,
    comment,
    url: `https://wiki.example.org/images/${archiveName === undefined ? '' : 'archive/'}${path}`,
    descriptionurl: `https://wiki.example.org/index.php/File:${encodeURIComponent(underscored(name))}`,
    sha1: sha1Of(bytes),
    mime,
    mediatype: mime.startsWith('image/') ? 'BITMAP' : 'TEXT',
    ...(archiveName === undefined ? {} : { archivename: archiveName }),
  };
}

const kinds: readonly (readonly [mime: string, begin: string, extensions: readonly string[]])[] = [
  ['image/png', '\u0089PNG', ['png']],
  ['image/gif', 'GIF8', ['gif']],
  ['image/jpeg', '\u00ff\u00d8\u00ff', ['jpg', 'jpeg']],
  ['image/webp', 'RIFF', ['webp']],
];

function mimeOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  return kinds.find(([, begin]) => head.startsWith(begin))?.[0] ?? 'text/plain';
}

function mimeOfExtension(extension: string): string {
  return kinds.find(([, , extensions]) => extensions.includes(extension))?.[0] ?? 'text/plain';
}

/** Of PNG; others are not looked into. */
function sizeOf(bytes: Uint8Array): { readonly width: number; readonly height: number } {
  if (mimeOf(bytes) !== 'image/png' || bytes.length < 24) return { width: 0, height: 0 };
  const view = Buffer.from(bytes);
  return { width: view.readUInt32BE(16), height: view.readUInt32BE(20) };
}
