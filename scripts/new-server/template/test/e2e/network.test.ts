import { describeNetwork } from '@crunchtools/mcp-core/testing';
import { network } from '../support/network.ts';

describeNetwork(network);
