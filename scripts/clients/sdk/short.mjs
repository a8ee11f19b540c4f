const zone = 'mapleandpine.com';
const record = '5963675b4fca2c0bb07fc3a698db9dda';
const data = { priority: 10, weight: 60, port: 389, target: `ldap.${zone}` };
const notes = Array.from({ length: 60 }, (_, index) => ({
  type: 'TXT',
  name: `note-${index}`,
  content: 'x'.repeat(170),
}));

/**
 * A short conversation for libraries that agents are made with: list, a guarded deletion, an SRV record, a long answer.
 *
 * @param {(tool: string, args: object) => Promise<string>} call Gives the text that a model would read.
 */
export async function converse(call) {
  /** @param {string} tool @param {object} [args] */
  const answer = async (tool, args = {}) => JSON.parse(await call(tool, args));
  const zones = (await answer('list_zones')).total;
  const asked = await answer('delete_dns_record', { zone, record_id: record });
  const { confirm } = asked;
  const confirmed = (await answer('delete_dns_record', { zone, record_id: record, confirm })).status;
  const service = { zone, type: 'SRV', name: '_ldap._tcp', data };
  const made = await answer('create_dns_record', service);
  const agreed = { ...service, confirm: made.confirm };
  const srv = made.confirm === undefined ? made.status : (await answer('create_dns_record', agreed)).status;
  /** @type {{ records: { name: string, priority: number }[] }} */
  const { records } = await answer('list_dns_records', { zone, type: 'SRV' });
  const priority = records.filter(({ name }) => name === '_ldap._tcp').map((found) => found.priority);
  const plan = await call('sync_dns_records', { zone: 'northfork-labs.dev', records: notes, dry_run: true });
  const whole = plan.length > 25_000 && JSON.parse(plan).status === 'planned';
  return { zones, asked: asked.status, confirmed, srv, priority, whole };
}
