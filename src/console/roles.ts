/** What each role may do: what those before it may, and more. */
import { type ConsoleRole, ROLES } from '../contract/console.js';

export const mayAct = (role: ConsoleRole, least: ConsoleRole): boolean =>
  ROLES.indexOf(role) >= ROLES.indexOf(least);
