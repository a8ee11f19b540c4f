import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from './debian.ts';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
  /** The certificate, for clients that are told whom to trust. */
  readonly file: string;
}

/** A certificate that signs itself, made by openssl. @param name as in subjectAltName: `IP:127.0.0.1`, `DNS:example.com`. */
export async function certificate(folder: string, name: string): Promise<Certificate> {
  const [file, keyFile] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-days', '2', '-subj', '/CN=simulator', '-addext', `subjectAltName=${name}`];
  const { code, err } = await run('openssl', [...request, ...subject, '-keyout', keyFile, '-out', file], {});
  if (code !== 0) throw new Error(`openssl ended with ${code}\n${err}`);
  return { file, cert: await readFile(file, 'utf8'), key: await readFile(keyFile, 'utf8') };
}
