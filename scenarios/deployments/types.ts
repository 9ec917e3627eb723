/**
 * What a deployment must tell the suite so that the journeys can speak to it.
 *
 * A deployment describes requests; it never sends one. It imports neither k6 nor Node, so that the planner, the
 * contract suite and k6 read the same description. A step that is absent leaves out the journeys that need it, and
 * the report says so.
 */

/** A simulated user; `number` counts from 1. */
export interface TestUser {
  number: number;
}

/** What signing in gave: headers for every further request, and what the deployment wants to remember of the user. */
export interface Credentials {
  headers: Record<string, string>;
  userId: string;
  /** Conversations that the user had before, oldest first; may be empty. */
  conversations: string[];
}

/** What came back, as far as a check needs it. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** One request and what must be true of its answer. */
export interface RequestSpec {
  method: 'GET' | 'POST';
  /** Begins with `/`. */
  path: string;
  /** The name under which it is counted, such as `GET /api/orders/:id`; never a path with an id. */
  name: string;
  headers?: Record<string, string>;
  body?: string;
  /** What is wrong with the answer's status or content, in words, or null when it is right. */
  verify(answer: Answer): string | null;
}

/** One streamed request. */
export interface StreamSpec {
  path: string;
  name: string;
  body: string;
  headers?: Record<string, string>;
  format: 'sse' | 'ndjson' | 'text';
  textPath?: string;
  done?: string;
  /** What is wrong with the complete answer, or null. */
  verify(answer: Answer): string | null;
}

/** A conversation: its id, or null where the deployment opens one with the first turn. */
export interface Conversation {
  id: string | null;
}

/** One turn: what the user writes. */
export interface Turn {
  message: string;
}

/** Secrets that a deployment needs, by name; they reach k6 by its environment only. */
export type Secrets = Readonly<Record<string, string>>;

/** A deployment under test. */
export interface Deployment {
  name: string;
  /** How many requests that count against the per-address limiter one start of each journey makes. */
  limitedRequests: Readonly<Record<string, number>>;
  signIn?(user: TestUser, secrets: Secrets): RequestSpec;
  /** Reads the answer of `signIn`. */
  readCredentials?(answer: Answer): Credentials;
  dashboardPage?(user: Credentials): RequestSpec;
  /** What the page's own code loads once and keeps: scripts and styles. */
  dashboardAssets?(): RequestSpec[];
  /** What the page's own code then fetches, all at once. */
  dashboardCalls?(user: Credentials): RequestSpec[];
  health?(): RequestSpec;
  copilotRequest?(conversation: Conversation, turn: Turn): StreamSpec;
  /** The conversation after an answer: deployments that open one with the first turn give its id here. */
  readConversation?(answer: Answer): Conversation | null;
}
