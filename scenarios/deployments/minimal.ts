/** The smallest deployment: a health route and one streaming route that sends plain text. Copy it to begin your own. */
import type { Deployment } from './types.ts';

/** Health and one streamed answer; the other journeys are left out. */
export const minimal: Deployment = {
  name: 'minimal',
  limitedRequests: { health: 0, copilot: 0 },
  health: () => ({
    method: 'GET',
    path: '/health',
    name: 'GET /health',
    verify: (answer) => (answer.status === 200 ? null : `status ${answer.status}, not 200`),
  }),
  copilotRequest: (_conversation, turn) => ({
    path: '/chat',
    name: 'POST /chat',
    body: turn.message,
    format: 'text',
    verify: (answer) => (answer.status === 200 ? null : `status ${answer.status}, not 200`),
  }),
};
