import { describeSurfaceContract, inEachEra } from '@crunchtools/mcp-core/testing';
import { server } from '../support/server.ts';
import { surface } from '../support/surface.ts';

inEachEra(server, 'what is beside tools,', (era) => describeSurfaceContract({ ...era, ...surface }));
