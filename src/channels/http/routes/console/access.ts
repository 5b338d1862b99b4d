/** Signing in and out, accounts, and the audit. */
import { z } from 'zod';
import type { Console } from '../../../../console.js';
import { idSchema } from '../../../../contract/api.js';
import {
  auditPageSchema,
  auditQuerySchema,
  colleagueListSchema,
  doneSchema,
  entrySchema,
  meSchema,
  newStaffSchema,
  passwordChangeSchema,
  setUpSchema,
  signInSchema,
  staffChangeSchema,
  staffListSchema,
  staffSchema,
} from '../../../../contract/console.js';
import { type Api, FAILURES } from '../shared.js';
import { at, entrySecret, farewell, giveEntry, visitorOf, welcome } from './guard.js';

const hide = true;

export function accessRoutes(api: Api, { access, staff, audits }: Console): void {
  api.route({
    ...at('entry'),
    schema: { hide, response: { 200: entrySchema, ...FAILURES } },
    async handler(request, reply) {
      const { secret, ...entry } = await access.entry(entrySecret(request));
      giveEntry(reply, secret);
      return { ...entry, signedIn: Boolean(request.visitor) };
    },
  });
  api.route({
    ...at('signIn'),
    schema: { hide, body: signInSchema, response: { 200: meSchema, ...FAILURES } },
    async handler(request, reply) {
      const inside = await access.signIn(request.body, request.ip);
      // Whoever was signed in here before is no more.
      if (request.visitor) await access.signOut(request.visitor);
      return access.me(welcome(reply, inside));
    },
  });
  api.route({
    ...at('setUp'),
    schema: { hide, body: setUpSchema, response: { 200: meSchema, ...FAILURES } },
    handler: async (request, reply) =>
      access.me(welcome(reply, await access.setUp(request.body, request.ip))),
  });
  api.route({
    ...at('me'),
    schema: { hide, response: { 200: meSchema, ...FAILURES } },
    handler: async (request) => access.me(visitorOf(request)),
  });
  api.route({
    ...at('signOut'),
    schema: { hide, response: { 200: doneSchema, ...FAILURES } },
    async handler(request, reply) {
      await access.signOut(visitorOf(request));
      farewell(reply);
      return { done: true as const };
    },
  });
  api.route({
    ...at('changePassword'),
    schema: { hide, body: passwordChangeSchema, response: { 200: meSchema, ...FAILURES } },
    async handler(request, reply) {
      const { body, ip } = request;
      return access.me(welcome(reply, await access.changePassword(visitorOf(request), body, ip)));
    },
  });
  api.route({
    ...at('colleagues'),
    schema: { hide, response: { 200: colleagueListSchema, ...FAILURES } },
    async handler() {
      const here = (await staff.list()).filter((s) => s.disabledAt === null);
      return { colleagues: here.map(({ id, displayName, role }) => ({ id, displayName, role })) };
    },
  });
  api.route({
    ...at('staff'),
    schema: { hide, response: { 200: staffListSchema, ...FAILURES } },
    handler: async () => ({ staff: await staff.list() }),
  });
  api.route({
    ...at('addStaff'),
    schema: { hide, body: newStaffSchema, response: { 200: staffSchema, ...FAILURES } },
    handler: (request) => staff.add(visitorOf(request).staff, request.body),
  });
  api.route({
    ...at('changeStaff'),
    schema: {
      hide,
      params: z.strictObject({ id: idSchema }),
      body: staffChangeSchema,
      response: { 200: staffSchema, ...FAILURES },
    },
    handler: (request) => staff.change(visitorOf(request).staff, request.params.id, request.body),
  });
  api.route({
    ...at('audit'),
    schema: { hide, querystring: auditQuerySchema, response: { 200: auditPageSchema, ...FAILURES } },
    handler: (request) => audits(request.query),
  });
}
