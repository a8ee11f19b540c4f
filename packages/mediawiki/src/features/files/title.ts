/** The title of a file's page. No name of a file has a colon, so one that has is written with its namespace, in whatever language. */
export function fileTitle(name: string): string {
  return name.includes(':') ? name : `File:${name}`;
}
