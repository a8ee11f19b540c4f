/** The beginning of each value of a form, multipart or urlencoded, by its name; `undefined` for what is no form. */
exports.formOf = ({ 'content-type': type = '' }, body) => {
  if (body === undefined || !type.includes('form')) return undefined;
  const text = Buffer.from(body).toString('latin1');
  const parts = /name="([^"]*)"[^\n]*\r\n(?:[^\r\n]+\r\n)*\r\n([^\r]{0,40})/gu;
  const fields = type.includes('multipart')
    ? Array.from(text.matchAll(parts), ([, name, value]) => [name, value])
    : [...new URLSearchParams(text)].map(([name, value]) => [name, value.slice(0, 40)]);
  return Object.fromEntries(fields);
};
