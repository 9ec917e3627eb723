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
  method: 'GET' | 'POST' | 'PATCH';
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

/** What a visitor of the shop looks at: a category's list, or one product. */
export type ShopVisit = { kind: 'list'; category: string } | { kind: 'product'; id: string };

/** An order as its owner sees it. */
export interface Order {
  id: string;
  status: 'pending' | 'completed' | 'failed';
  amountCents: number;
  /** How long the payment provider took by its own account, milliseconds; null until it has answered. */
  providerDelayMs: number | null;
}

/** An event of the payment provider. */
export interface PaymentEvent {
  id: string;
  type: 'payment.succeeded' | 'payment.failed';
  createdAtMs: number;
  /** The order's events in the order in which they happened; any increasing integers. */
  sequence: number;
  orderId: string;
  amountCents: number;
}

/** What a deployment must do with an event: apply it, see that it was applied, leave it aside, or refuse it. */
export type EventExpectation = 'applied' | 'duplicate' | 'ignored' | 'rejected';

/** How an event is signed; the journey brings the key and the arithmetic. */
export interface EventSignature {
  atSeconds: number;
  /** HMAC-SHA256 of a text under the provider's key, hexadecimal. */
  hmacHex(text: string): string;
}

/** What a real browser must know of a deployment. */
export interface BrowserSteps {
  /** The cookies of a signed-in user, by name, from the answer of `signIn`. */
  readCookies(answer: Answer): Record<string, string>;
  /** A CSS selector that matches once a page has shown everything that its code fetches. */
  completeSelector: string;
}

/** Secrets that a deployment needs, by name; they reach k6 by its environment only. */
export type Secrets = Readonly<Record<string, string>>;

/** A deployment under test. */
export interface Deployment {
  name: string;
  /** How many requests that count against the per-address limiter one start of each journey makes at most. */
  limitedRequests: Readonly<Record<string, number>>;
  /** How many more of them a user's first start of a journey brings with it; absent: none. */
  limitedPreparation?: Readonly<Record<string, number>>;
  signIn?(user: TestUser, secrets: Secrets): RequestSpec;
  /** Reads the answer of `signIn`. */
  readCredentials?(answer: Answer): Credentials;
  dashboardPage?(user: Credentials): RequestSpec;
  /** What the page's own code loads once and keeps: scripts and styles. */
  dashboardAssets?(): RequestSpec[];
  /** What the page's own code then fetches, all at once. */
  dashboardCalls?(user: Credentials): RequestSpec[];
  health?(): RequestSpec;
  /** A request that the application answers without asking anyone: slower means a slower machine or event loop. */
  control?(): RequestSpec;
  copilotRequest?(conversation: Conversation, turn: Turn): StreamSpec;
  /** The conversation after an answer: deployments that open one with the first turn give its id here. */
  readConversation?(answer: Answer): Conversation | null;

  /** The categories of the shop; not empty where there is a shop. */
  productCategories?: readonly string[];
  productPage?(visit: ShopVisit): RequestSpec;
  productAssets?(): RequestSpec[];
  productCalls?(visit: ShopVisit): RequestSpec[];
  /** The ids of the products in the answer to a list's call, in its order; may be empty. */
  readProducts?(answer: Answer): string[];

  /** `reference` is the buyer's own: the same one again must give the same order. */
  checkoutCreate?(user: Credentials, purchase: { productId: string; reference: string }): RequestSpec;
  orderState?(user: Credentials, orderId: string): RequestSpec;
  /** Reads the answers of `checkoutCreate` and `orderState`; null when there is no order in it. */
  readOrder?(answer: Answer): Order | null;
  /** The list in which a buyer finds the order afterwards. */
  recentOrders?(user: Credentials): RequestSpec;
  readRecentOrders?(answer: Answer): { id: string; status: string }[];

  /** The provider's call with one event; verified against what the deployment must do with it. */
  paymentEvent?(event: PaymentEvent, signature: EventSignature, expected: EventExpectation): RequestSpec;
  /** What the deployment says it did with an event; null when it said nothing of the kind. */
  readEventResult?(answer: Answer): EventExpectation | null;

  /** The lists that an administrator looks through; `number` chooses the filters. */
  adminLists?(user: Credentials, number: number): RequestSpec[];
  /** Changes a product's name, and nothing that an order depends on. */
  adminUpdate?(user: Credentials, change: { productId: string; name: string }): RequestSpec;

  browser?: BrowserSteps;

  /** A cheap limited request that may be refused, verified to say where its user stands. */
  limitedCall?(user: Credentials): RequestSpec;
  /** Whether such a request was let through; null when it failed otherwise. */
  readLimiterAnswer?(answer: Answer): 'allowed' | 'limited' | null;
}
