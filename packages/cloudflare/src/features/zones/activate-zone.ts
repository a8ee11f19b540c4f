import { defineZoneWrite } from '../../tool.ts';
import { activateZoneChange } from './change.ts';

export const activateZone = defineZoneWrite({
  name: 'activate_zone',
  title: 'Activate zone',
  description:
    'Make Cloudflare look now whether the registrar names its name servers, so that a pending zone becomes active. Once an hour on Free, else every 5 minutes.',
  toolset: 'zones',
  effect: 'update',
  permissions: ['Zone Write'],
  input: {},
  async plan(_args, { api, zone }) {
    const { status = 'unknown' } = await api.zones.get(zone.id);
    return status === 'active'
      ? { changes: [], warnings: ['The zone is active already.'] }
      : { changes: [activateZoneChange(zone, status)] };
  },
  async example(apply) {
    const zone = 'to-activate.example';
    await apply('create_zone', { zone });
    return { zone };
  },
  hostile: { zone: 'mapleandpine.net?force=1' },
  requests: ['GET /zones/{}', 'PUT /zones/{}/activation_check'],
});
