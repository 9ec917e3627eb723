/** k6 script: the sessions of ../ladder/streams.js with k6/http, which returns a stream only when it is whole. */
import { sleep } from 'k6';
import http from 'k6/http';

export const options = {
  summaryTrendStats: ['count', 'p(95)'],
  scenarios: {
    load: {
      executor: 'constant-vus',
      vus: Number(__ENV.SESSIONS),
      duration: `${__ENV.SECONDS}s`,
      gracefulStop: '15s',
    },
  },
};

const url = `${__ENV.SERVER}${__ENV.STREAM_PATH}`;
const cycleSeconds = Number(__ENV.CYCLE_MS) / 1000;
const thinkSeconds = Number(__ENV.THINK_MS) / 1000;
const params = {
  headers: { 'Content-Type': 'application/json' },
  tags: { name: 'POST /stream' },
  timeout: '20s',
};

export default function () {
  if (__ITER === 0) sleep((cycleSeconds * (__VU - 1)) / Number(__ENV.SESSIONS));
  const answer = http.post(url, '{"messages":[{"role":"user","content":"hello"}]}', params);
  if (!answer.body.endsWith('data: [DONE]\n\n')) throw new Error(`not whole: ${answer.status} ${answer.error}`);
  sleep(thinkSeconds * (0.5 + Math.random()));
}
