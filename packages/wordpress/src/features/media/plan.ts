import { NotFoundError } from '@crunchtools/mcp-core';
import { wholePosts } from '../../all-posts.ts';
import type { Services } from '../../services.ts';
import type { Media } from './api.ts';
import { usesMedia } from './uses.ts';

/** Posts that are looked through for uses. */
export const mostPosts = 1_000;

/** @throws {NotFoundError} where `--types` leaves the media library out. */
export function requireLibrary({ kinds }: Services): void {
  if (kinds.exists('attachment')) return;
  throw new NotFoundError('There is no media library for this server.', {
    nextStep: 'Only the person who starts the server can allow it: attachment belongs to --types.',
  });
}

/** @throws {NotFoundError} */
export async function requireMedia(id: number, services: Services): Promise<Media> {
  requireLibrary(services);
  const found = await services.media.find(id);
  if (found !== undefined) return found;
  throw new NotFoundError('There is no such file in the media library.', {
    nextStep: 'list_media finds ids.',
  });
}

/** The posts that refer to a file, of the newest so many of each type. */
export async function usersOf(media: Media, services: Services) {
  const { posts, isCut } = await wholePosts(services, { most: mostPosts });
  const users = posts.filter(({ content, state }) =>
    usesMedia({ content, featured: Number(state['featured_media'] ?? 0) }, media),
  );
  return { posts: users, isCut };
}
