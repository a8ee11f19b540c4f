import { describeFuzz } from '@crunchtools/mcp-core/testing';
import { fuzz } from '../support/fuzz.ts';

describeFuzz(fuzz);
