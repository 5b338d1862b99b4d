/** What the service counts, as Prometheus metrics. */
import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ErrorCode } from '../../contract.js';
import type { Hooks } from '../../service.js';

/** Seconds; an answer takes about a millisecond. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

export interface Metrics {
  /** For the service: every channel's questions are counted there. */
  hooks: Required<Hooks>;
  refused(code: ErrorCode): void;
  /** A whole request as the caller waits for it. */
  request(route: string, status: number, seconds: number): void;
  serves(version: string): void;
  /** With several processes, `together` says what becomes of their values. */
  gauge(name: string, help: string, read: () => number, together?: 'sum' | 'min' | 'max'): void;
  text(): Promise<string>;
  contentType: string;
}

/** A register of its own: two services in one process count apart. `all` asks for those of all workers. */
export function createMetrics(all?: () => Promise<string>): Metrics {
  const register = new Registry();
  const registers = [register];
  if (all) {
    // From now on the primary's questions are answered.
    AggregatorRegistry.setRegistries(register);
    new AggregatorRegistry();
  }
  collectDefaultMetrics({ register: register });
  const counter = <T extends string>(name: string, help: string, labelNames: T[]) =>
    new Counter({ name: `gongji_${name}`, help, labelNames, registers });
  const questions = counter('questions_total', 'Questions answered', ['topic', 'outcome', 'channel']);
  const storeErrors = counter('store_errors_total', 'Reads and writes that failed', ['operation', 'kind']);
  const refusals = counter('refusals_total', 'Requests refused, by error code', ['code']);
  const reloads = counter('knowledge_reloads_total', 'Knowledge loaded while serving', ['result']);
  const requests = counter('http_requests_total', 'HTTP requests', ['route', 'status']);
  const stages = new Histogram({
    name: 'gongji_stage_seconds',
    help: 'Latency of one stage of an answer; request is the whole as the caller waits for it',
    labelNames: ['stage'],
    buckets: BUCKETS,
    registers,
  });
  const knowledge = new Gauge({
    name: 'gongji_knowledge_info',
    help: '1 for the version of the knowledge that serves',
    labelNames: ['version'],
    registers,
    aggregator: 'max',
  });
  const serves = (version: string): void => {
    knowledge.reset();
    knowledge.set({ version }, 1);
  };
  return {
    hooks: {
      asked: (topic, outcome, channel) => questions.inc({ topic: topic ?? 'none', outcome, channel }),
      stage: (stage, seconds) => stages.observe({ stage }, seconds),
      storeFailed: (operation, kind) => storeErrors.inc({ operation, kind }),
      reloaded(version, ok) {
        reloads.inc({ result: ok ? 'served' : 'refused' });
        if (ok) serves(version);
      },
    },
    refused: (code) => refusals.inc({ code }),
    request(route, status, seconds) {
      requests.inc({ route, status });
      if (route === '/v1/ask') stages.observe({ stage: 'request' }, seconds);
    },
    serves,
    gauge: (name, help, read, together = 'sum') =>
      void new Gauge({
        name: `gongji_${name}`,
        help,
        registers,
        aggregator: together,
        collect() {
          this.set(read());
        },
      }),
    text: () => all?.().catch(() => register.metrics()) ?? register.metrics(),
    contentType: register.contentType,
  };
}

/** In the primary: the metrics of all workers, added up. */
export function metricsOfWorkers(): () => Promise<string> {
  const all = new AggregatorRegistry();
  return () => all.clusterMetrics();
}
