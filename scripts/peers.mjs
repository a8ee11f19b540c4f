// Runs published servers and those of this repository against the same real services with the same cases, looks there for
// what really happened, and writes packages/NAME/docs/comparison.md: `npm run peers -- mediawiki`, or `-- wordpress`, or both
// without a name; `npm run peers -- wordpress crunchtools` runs those with this in their title. All calls and answers are in
// dist/peers/NAME.txt then. It needs the Debian packages that scripts/systems names, git, python3 and the network.
import process from 'node:process';
import { compare } from './peers/comparison.mjs';
import { mediawiki } from './peers/mediawiki/peers.mjs';
import { wordpress } from './peers/wordpress/peers.mjs';

const given = process.argv.slice(2);
const names = new Set([mediawiki.name, wordpress.name].filter((name) => given.includes(name)));
const titles = given.filter((word) => !names.has(word));
const isWanted = (/** @type {string} */ name) => names.size === 0 || names.has(name);
if (isWanted(mediawiki.name)) await compare(mediawiki, titles);
if (isWanted(wordpress.name)) await compare(wordpress, titles);
