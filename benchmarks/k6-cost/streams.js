/** k6 script: SESSIONS users that read streams of 100 tokens, one every 20 ms, for SECONDS; starts are spread. */
import { sleep } from 'k6';
import { post } from 'k6/x/stream';

export const options = {
  scenarios: {
    load: {
      executor: 'constant-vus',
      vus: Number(__ENV.SESSIONS),
      duration: `${__ENV.SECONDS}s`,
      gracefulStop: '10s',
    },
  },
};

const url = `${__ENV.STUB}/stream?tokens=100&gapMs=20&firstMs=200`;
const params = {
  headers: { 'Content-Type': 'application/json' },
  tags: { name: 'POST /stream', journey: 'stub', phase: 'measure' },
  format: 'sse',
  textPath: 'choices.0.delta.content',
  done: '[DONE]',
  timeoutMs: 20_000,
  stallMs: 5_000,
};

export default function () {
  if (__ITER === 0) sleep(Math.random() * 2.2); // the length of a stream: starts never bunch
  const answer = post(url, '{"messages":[{"role":"user","content":"hello"}]}', params);
  if (answer.ended !== 'done') throw new Error(`${answer.ended}: ${answer.error}`);
}
