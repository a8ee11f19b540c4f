export { envelope, type RpcAnswer, RpcClient } from '@crunchtools/mcp-core/testing';
