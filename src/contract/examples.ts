/** Requests that OpenAPI shows, by operation; each is executed as a test. */

export interface Examples {
  body?: Record<string, unknown>;
  query?: Record<string, string>;
}

export const EXAMPLES: Record<string, Examples> = {
  ask: { body: { text: '职工在三甲医院住院，医保报几成', region: '140100', asOf: '2025-12-01' } },
  estimate: {
    body: {
      region: '140100',
      scheme: 'employee',
      care: 'inpatient',
      hospitalLevel: '3A',
      status: 'retired',
      amount: '23000',
      assume: { deductible: '500', ratio: '0.9' },
    },
  },
  listFacts: { query: { region: '140000', scheme: 'employee', topic: 'cap', q: '门诊', limit: '5' } },
  listRegions: { query: { q: '1401', limit: '5' } },
  // The answer's id comes by the link from /v1/ask.
  feedback: { body: { answerId: 'AAAAAAAAAAAAAAAAAAAAAA', helpful: true, comment: '说得清楚' } },
  listMessages: { query: { after: '0', limit: '50' } },
};
