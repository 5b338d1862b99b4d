/** The console's routes: one table of method, path and least role; the schemas of each stand in `console/`. */

export * from './console/access.js';
export * from './console/inbox.js';
export * from './console/insight.js';
export * from './console/knowledge.js';
export * from './console/look-up.js';
export * from './console/unanswered.js';

/** Below `CONSOLE_API`. `anyone`: before signing in. */
export interface ConsoleRoute {
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  role: 'anyone' | 'agent' | 'curator' | 'admin';
}
export const CONSOLE_API = '/console/api';

/**
 * Whatever is no GET needs the header `x-gongji-token` (from `entry` before signing in, from `me`, `signIn` or `setUp`
 * after) and an Origin, or a Referer, of the service itself. Errors are the contract's; besides their usual status:
 * 401 `unauthorised` not signed in (any more) · 403 `unauthorised` signed in, and the role is not enough ·
 * 403 `forbidden-origin` origin or token amiss · 409 `invalid-request` somebody was quicker, or it cannot be done now ·
 * 429 `rate-limited` with retry-after.
 *
 * route            takes                        gives
 * entry            –                            entrySchema
 * signIn           signInSchema                 meSchema
 * setUp            setUpSchema                  meSchema
 * me               –                            meSchema
 * signOut          –                            doneSchema
 * changePassword   passwordChangeSchema         meSchema (other sessions end)
 * choices          –                            choicesSchema
 * lookUp           lookUpRequestSchema          lookUpReplySchema
 * compare          compareRequestSchema         compareReplySchema
 * estimate         deskEstimateRequestSchema    deskEstimateReplySchema
 * inbox            ?inboxQuerySchema            inboxPageSchema
 * events           Last-Event-ID or ?after=     server-sent events, see inboxEventSchema
 * conversation     ?conversationQuerySchema     deskConversationSchema
 * take             –                            takenSchema
 * reply            replySchema                  repliedSchema
 * handBack         –                            doneSchema (the assistant answers again)
 * putBack          –                            takenSchema (waits again for an agent; by its agent, or a curator)
 * pieces           –                            pieceListSchema
 * colleagues       –                            colleagueListSchema
 * unanswered       ?unansweredQuerySchema       unansweredListSchema
 * assign           assignSchema                 changedSchema
 * mark             markSchema                   changedSchema
 * exportIssue      exportSchema                 issueSchema
 * coverage         –                            coverageSchema
 * facts            ?deskFactQuerySchema         deskFactPageSchema
 * fact             –                            factSheetSchema
 * conflicts        –                            conflictListSchema
 * complaints       –                            complaintListSchema
 * versions         –                            versionListSchema
 * changes          ?changesQuerySchema          changesSchema
 * insight          ?insightQuerySchema          insightSchema
 * insightCsv       ?insightQuerySchema          text/csv, one row a day, topic, place, outcome and channel
 * staff            –                            staffListSchema
 * addStaff         newStaffSchema               staffSchema
 * changeStaff      staffChangeSchema            staffSchema
 * audit            ?auditQuerySchema            auditPageSchema
 */
export const CONSOLE_ROUTES = {
  entry: { method: 'GET', path: '/entry', role: 'anyone' },
  signIn: { method: 'POST', path: '/sign-in', role: 'anyone' },
  setUp: { method: 'POST', path: '/set-up', role: 'anyone' },
  me: { method: 'GET', path: '/me', role: 'agent' },
  signOut: { method: 'POST', path: '/sign-out', role: 'agent' },
  changePassword: { method: 'POST', path: '/me/password', role: 'agent' },
  choices: { method: 'GET', path: '/choices', role: 'agent' },
  lookUp: { method: 'POST', path: '/look-up', role: 'agent' },
  compare: { method: 'POST', path: '/compare', role: 'agent' },
  estimate: { method: 'POST', path: '/estimate', role: 'agent' },
  inbox: { method: 'GET', path: '/inbox', role: 'agent' },
  events: { method: 'GET', path: '/events', role: 'agent' },
  conversation: { method: 'GET', path: '/inbox/:id', role: 'agent' },
  take: { method: 'POST', path: '/inbox/:id/take', role: 'agent' },
  reply: { method: 'POST', path: '/inbox/:id/reply', role: 'agent' },
  handBack: { method: 'POST', path: '/inbox/:id/hand-back', role: 'agent' },
  putBack: { method: 'POST', path: '/inbox/:id/put-back', role: 'agent' },
  pieces: { method: 'GET', path: '/pieces', role: 'agent' },
  colleagues: { method: 'GET', path: '/colleagues', role: 'curator' },
  unanswered: { method: 'GET', path: '/unanswered', role: 'curator' },
  assign: { method: 'POST', path: '/unanswered/assign', role: 'curator' },
  mark: { method: 'POST', path: '/unanswered/mark', role: 'curator' },
  exportIssue: { method: 'POST', path: '/unanswered/export', role: 'curator' },
  coverage: { method: 'GET', path: '/knowledge/coverage', role: 'agent' },
  facts: { method: 'GET', path: '/knowledge/facts', role: 'agent' },
  fact: { method: 'GET', path: '/knowledge/facts/:id', role: 'agent' },
  conflicts: { method: 'GET', path: '/knowledge/conflicts', role: 'agent' },
  complaints: { method: 'GET', path: '/knowledge/complaints', role: 'curator' },
  versions: { method: 'GET', path: '/knowledge/versions', role: 'curator' },
  changes: { method: 'GET', path: '/knowledge/changes', role: 'curator' },
  insight: { method: 'GET', path: '/insight', role: 'curator' },
  insightCsv: { method: 'GET', path: '/insight.csv', role: 'curator' },
  staff: { method: 'GET', path: '/staff', role: 'admin' },
  addStaff: { method: 'POST', path: '/staff', role: 'admin' },
  changeStaff: { method: 'PATCH', path: '/staff/:id', role: 'admin' },
  audit: { method: 'GET', path: '/audit', role: 'admin' },
} as const satisfies Record<string, ConsoleRoute>;
export type ConsoleRouteName = keyof typeof CONSOLE_ROUTES;
