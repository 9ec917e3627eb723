/** k6 script: RATE requests a second to the stub for SECONDS, in an open model. */
import http from 'k6/http';

export const options = {
  discardResponseBodies: true,
  scenarios: {
    load: {
      executor: 'constant-arrival-rate',
      rate: Number(__ENV.RATE),
      timeUnit: '1s',
      duration: `${__ENV.SECONDS}s`,
      preAllocatedVUs: 200,
    },
  },
};

const url = `${__ENV.STUB}/`;
const params = { tags: { name: 'GET /', journey: 'stub', phase: 'measure' } };

export default function () {
  http.get(url, params);
}
