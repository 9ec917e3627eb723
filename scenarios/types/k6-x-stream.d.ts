/** The streaming client of our k6 (`extensions/stream`): what `k6/x/stream` exports. */
declare module 'k6/x/stream' {
  interface StreamParams {
    headers?: Record<string, string>;
    /** `name` is required: a request without it is refused. */
    tags: Record<string, string> & { name: string };
    format?: 'sse' | 'ndjson' | 'text';
    /** Whole request, milliseconds. */
    timeoutMs?: number;
    /** Longest silence between two chunks, milliseconds. */
    stallMs?: number;
    /** Dot path to the text of an event, such as `choices.0.delta.content`. */
    textPath?: string;
    /** The data that ends the stream, such as `[DONE]`. */
    done?: string;
    /** The user gives up this long after the first token, milliseconds. */
    abortAfterMs?: number;
    maxTextBytes?: number;
    redirects?: number;
  }

  interface StreamResult {
    status: number | null;
    headers: Record<string, string>;
    text: string;
    ended: 'done' | 'eof' | 'abort' | 'stall' | 'timeout' | 'error';
    error: string | null;
    errorCode: number | string | null;
    firstByteMs: number | null;
    firstEventMs: number | null;
    firstTokenMs: number | null;
    durationMs: number;
    events: number;
    chunks: number;
    textBytes: number;
    timings: StreamTimings;
  }

  /** Milliseconds; they follow one another and do not overlap. Null for what did not happen. */
  interface StreamTimings {
    blocked: number | null;
    lookingUp: number | null;
    connecting: number | null;
    tlsHandshaking: number | null;
    sending: number | null;
    /** Until the response headers. */
    waiting: number | null;
  }

  const stream: {
    post(url: string, body: string, params: StreamParams): StreamResult;
    get(url: string, params: StreamParams): StreamResult;
  };
  export default stream;
}
