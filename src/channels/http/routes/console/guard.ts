/** Who may call what of the console: origin, session, token and role are looked at before a body is read. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Console, SignedIn, Visitor } from '../../../../console.js';
import { CONSOLE_API, CONSOLE_ROUTES, type ConsoleRouteName, ROLES } from '../../../../contract/console.js';
import { Refusal } from '../../../../errors.js';
import { isOwn } from '../../origins.js';

declare module 'fastify' {
  interface FastifyRequest {
    visitor: Visitor | null;
  }
  interface FastifyContextConfig {
    console?: ConsoleRouteName;
  }
}

/** The prefix makes browsers refuse it from any other host, and over plain http but from this very machine. */
const SESSION = '__Host-gongji';
const ENTRY = '__Host-gongji-entry';
export const TOKEN = 'x-gongji-token';

/** What a route is registered with; its role comes along by its name. */
export function at<N extends ConsoleRouteName>(name: N) {
  const { method, path } = CONSOLE_ROUTES[name];
  return { method, url: `${CONSOLE_API}${path}`, exposeHeadRoute: false, config: { console: name } };
}

function cookie(request: FastifyRequest, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name) return value;
  }
  return undefined;
}

const setCookie = (reply: FastifyReply, name: string, value: string, more = ''): void =>
  void reply.header('set-cookie', `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=Strict${more}`);

/** Gives the cookie to whoever has just signed in. */
export function welcome(reply: FastifyReply, { secret, visitor }: SignedIn): Visitor {
  setCookie(reply, SESSION, secret);
  return visitor;
}
export const farewell = (reply: FastifyReply): void => setCookie(reply, SESSION, '', '; Max-Age=0');
export const entrySecret = (request: FastifyRequest): string | undefined => cookie(request, ENTRY);
export const giveEntry = (reply: FastifyReply, secret: string): void => setCookie(reply, ENTRY, secret);

/** The signed-in person of a route that needs one. */
export const visitorOf = (request: FastifyRequest): Visitor => request.visitor as Visitor;

const originOf = (url: string | undefined): string | undefined =>
  url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
/** A password and a cookie must not cross a network in the clear. */
function isSecure(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  return protocol === 'https:' || LOOPBACK.test(hostname);
}

const amiss = (message: string, field: string): Refusal => new Refusal('forbidden-origin', message, field);
const PLAIN =
  '这个地址没有加密（http），不能登录。请改用 https 访问：在反向代理上配置证书，并设 GONGJI_PUBLIC_URL=https://…；' +
  '或者在服务器本机打开 http://127.0.0.1，远程用 ssh -L 转发端口';

function checkOrigin(request: FastifyRequest, changes: boolean, publicUrl: string | undefined): void {
  const { origin, referer } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw amiss('控制台只接受自己网页的请求', 'Sec-Fetch-Site');
  const from = origin ?? originOf(referer);
  if (from === undefined) {
    if (changes) throw amiss('请求没有写明来自哪个网页（Origin 或 Referer）', 'Origin');
    return;
  }
  if (!URL.canParse(from) || !isOwn(request, from, publicUrl))
    throw amiss('控制台只接受自己网页的请求；从别的地址访问时请设 GONGJI_PUBLIC_URL', 'Origin');
  if (!isSecure(from)) throw amiss(PLAIN, 'Origin');
}

function checkRole(visitor: Visitor, least: (typeof ROLES)[number]): void {
  if (ROLES.indexOf(visitor.staff.role) < ROLES.indexOf(least))
    throw new Refusal('unauthorised', '您的角色不能用这个功能；需要时请找管理员', 'role', 403);
}

export function guardConsole(
  scope: FastifyInstance,
  { access }: Pick<Console, 'access'>,
  publicUrl: string | undefined,
): void {
  scope.decorateRequest('visitor', null);
  scope.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const name = request.routeOptions.config.console;
    if (name === undefined) throw new Error('a console route without a role');
    const { method, role } = CONSOLE_ROUTES[name];
    const changes = method !== 'GET';
    checkOrigin(request, changes, publicUrl);
    const secret = cookie(request, SESSION);
    request.visitor = (secret && (await access.who(secret))) || null;
    if (role !== 'anyone' && !request.visitor)
      throw new Refusal('unauthorised', '没有登录，或登录已经结束；请登录');
    if (changes) {
      const entry = cookie(request, ENTRY);
      const wanted = role === 'anyone' ? entry && access.tokenOf(entry) : request.visitor?.token;
      const given = request.headers[TOKEN];
      if (!wanted || typeof given !== 'string' || !access.sameToken(given, wanted))
        throw amiss('请求没有带这次登录的口令，或口令不对；请刷新网页再试', TOKEN);
    }
    if (role !== 'anyone') checkRole(visitorOf(request), role);
  });
}
