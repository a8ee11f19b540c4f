import { demoContent } from '@crunchtools/wordpress-simulator';
import { startWordPress, whyNoWordPress } from '../../../../scripts/systems/wordpress.mjs';

/** Says it to WordPress itself, as its administrator. What WordPress made when it was set up goes, but for the first post. */
const php = `
wp_set_current_user(1);
$demo = json_decode(base64_decode('DEMO'), true);
foreach ([[$wpdb->posts, 'ID > 1', 2], [$wpdb->comments, '1', 1]] as [$table, $which, $next]) {
  $wpdb->query("DELETE FROM $table WHERE $which");
  $wpdb->query("ALTER TABLE $table AUTO_INCREMENT = $next");
}
update_option('blogname', $demo['name']);
update_option('wp_page_for_privacy_policy', 0);
function ask($path, $sent, $headers = [], $bytes = null) {
  $request = new WP_REST_Request('POST', '/wp/v2/' . $path);
  foreach ($headers as $name => $value) $request->set_header($name, $value);
  foreach ($sent as $name => $value) $request->set_param($name, $value);
  if ($bytes !== null) $request->set_body($bytes);
  $answer = rest_do_request($request);
  if ($answer->is_error()) throw new Exception(json_encode($answer->get_data()));
  return $answer->get_data()['id'];
}
function base_of($kind) { return $kind->rest_base ?: $kind->name; }
foreach ($demo['posts'] as [$type, $made]) {
  $path = base_of(get_post_type_object($type));
  $made_id = ask($path, $made);
  $text = str_replace($demo['edited'][0], $demo['edited'][1], $made['content']);
  if ($text !== $made['content']) ask("$path/$made_id", ['content' => $text]);
}
foreach ($demo['pictures'] as $each) {
  $headers = ['Content-Type' => 'image/png', 'Content-Disposition' => 'attachment; filename="' . $each['name'] . '"'];
  ask('media', ['alt_text' => $each['alt']], $headers, base64_decode($each['base64']));
}
foreach ($demo['terms'] as [$taxonomy, $name]) ask(base_of(get_taxonomy($taxonomy)), ['name' => $name]);
foreach ($demo['comments'] as $each) wp_insert_comment(wp_slash([
  'comment_post_ID' => 5, 'comment_author' => $each['name'], 'comment_author_email' => $each['email'],
  'comment_author_url' => $each['url'], 'comment_content' => $each['content'], 'comment_approved' => $each['status'] === 'approved' ? 1 : 0,
]));
echo 'dressed';
`;

/** A real site for suites that know no site, with what the one of the demo holds, under the same ids. */
export const dressedSite = {
  name: 'a real WordPress',
  problem: await whyNoWordPress(),
  async start() {
    const site = await startWordPress();
    const demo = Buffer.from(JSON.stringify(demoContent)).toString('base64');
    const said = await site.php(php.replace('DEMO', demo));
    if (said !== 'dressed') throw new Error(`the site is not dressed: ${said}`);
    const { url, accounts } = site;
    const { user, password } = accounts.admin;
    const variables = { WORDPRESS_URL: url, WORDPRESS_USER: user, WORDPRESS_APP_PASSWORD: password };
    return { url, user, password, variables, port: Number(new URL(url).port), stop: () => site.stop() };
  },
};
