/** k6 script: SESSIONS users that read one stream after another for SECONDS, with k6/x/stream; starts are spread. */
import { sleep } from 'k6';
import { post } from 'k6/x/stream';

export const options = {
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
  tags: { name: 'POST /stream', journey: 'ladder', phase: 'measure' },
  format: 'sse',
  textPath: 'choices.0.delta.content',
  done: '[DONE]',
  timeoutMs: 20_000,
  stallMs: 5_000,
};

export default function () {
  // Session n starts at its own point of the cycle, so that starts are as even as in the long run.
  if (__ITER === 0) sleep((cycleSeconds * (__VU - 1)) / Number(__ENV.SESSIONS));
  const answer = post(url, '{"messages":[{"role":"user","content":"hello"}]}', params);
  if (answer.ended !== 'done') throw new Error(`${answer.ended}: ${answer.error}`);
  sleep(thinkSeconds * (0.5 + Math.random()));
}
