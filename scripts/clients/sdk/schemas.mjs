/**
 * What a library makes of the input schema of each tool, by its name: the schema, or why it is refused.
 *
 * @template {{ readonly name: string }} Tool
 * @param {readonly Tool[]} tools
 * @param {(tool: Tool) => unknown} convert
 */
export function made(tools, convert) {
  const entries = tools.map((tool) => {
    try {
      return [tool.name, { schema: convert(tool) }];
    } catch (error) {
      return [tool.name, { refused: String(error).slice(0, 300) }];
    }
  });
  return Object.fromEntries(entries);
}
