/** What sandboxes that stand in for another share: bodies as they go over the wire. */

exports.textOf = async (body) => {
  const chunks = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

exports.once = async function* once(text) {
  yield Buffer.from(text);
};
