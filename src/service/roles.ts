/** What a process may do. `start` without `--role` does all of it. */
export const ROLES = ['poller', 'extraction', 'code-selection', 'reply'] as const;
export type Role = (typeof ROLES)[number];
