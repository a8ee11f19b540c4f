import { describeCommandLine } from '@crunchtools/mcp-core/testing';
import { server } from '../support/server.ts';

describeCommandLine({
  server,
  help: ['MEDIAWIKI_URL', 'MEDIAWIKI_USER, MEDIAWIKI_PASSWORD', '--namespaces LIST'],
  tool: 'get_page',
  doctor: ['Site: a MediaWiki answers', 'Permission edit: for main'],
  missing: ['PROBLEM Access: MEDIAWIKI_URL'],
});
