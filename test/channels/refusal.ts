/** What every refusal over HTTP has to look like. */
import { expect } from 'vitest';
import { errorSchema } from '../../src/contract/api.js';
import type { ErrorCode } from '../../src/contract.js';

/** What would give away the process: stacks, paths, file names, SQL, libraries. */
export const PROCESS =
  /\bat .+:\d+|\/(?:work|home|tmp|usr|root|srv|opt)\/|node_modules|\.(?:m?js|ts)\b|stack|SELECT|INSERT|sqlite|fastify|FST_/i;

export function expectRefusal(
  given: { status: number; raw: string; body: unknown },
  status: number,
  code: ErrorCode,
  field?: string,
): void {
  expect(given.status).toBe(status);
  errorSchema.parse(given.body);
  expect(given.body).toEqual({
    error: { code, message: expect.stringMatching(/[\u4e00-\u9fff]/), ...(field && { field }) },
  });
  expect(given.raw).not.toMatch(PROCESS);
}
