/** A permission as the form for tokens names it: what the API calls Write is called Edit there. */
export function inDashboard(permission: string): string {
  return permission.replace(/ Write$/u, ': Edit').replace(/ Read$/u, ': Read');
}
