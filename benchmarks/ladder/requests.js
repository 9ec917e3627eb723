/** k6 script: RATE plain requests a second to the server for SECONDS, in an open model with evenly spaced starts. */
import http from 'k6/http';

const rate = Number(__ENV.RATE);

export const options = {
  discardResponseBodies: true,
  // The p95 that k6 itself reports is used where it runs without our output.
  summaryTrendStats: ['count', 'p(95)'],
  scenarios: {
    load: {
      executor: 'constant-arrival-rate',
      rate,
      timeUnit: '1s',
      duration: `${__ENV.SECONDS}s`,
      // An answer takes 10 to 30 ms: 0.2 s of starts leaves room for stalls; more only costs memory.
      preAllocatedVUs: Math.max(50, Math.ceil(rate * 0.2)),
      gracefulStop: '5s',
    },
  },
};

const url = `${__ENV.SERVER}/plain`;
const params = { tags: { name: 'GET /plain', journey: 'ladder', phase: 'measure' } };

export default function () {
  http.get(url, params);
}
