import { describe, expect, it } from 'vitest';
import { deliver, type Means } from './deliver.ts';

const destination = { name: 'chat', format: 'generic' as const, url: new URL('https://chat.test/x'), key: null };

function meansWith(more: Partial<Means>): Means {
  return {
    fetch: async () => new Response('ok'),
    sleep: async () => undefined,
    nowMs: () => 0,
    random: () => 0,
    signal: new AbortController().signal,
    attemptsMax: 2,
    timeoutMs: 30,
    ...more,
  };
}

/** Answers when the request is aborted, as fetch does. */
const silent: typeof fetch = (_url, init) =>
  new Promise((_resolve, reject) => {
    init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
  });

describe('a message', () => {
  it('that is not answered in time is tried again, and given up', async () => {
    const sent = await deliver({ id: 'x', body: '{}' }, destination, meansWith({ fetch: silent }));
    expect(sent).toEqual({ status: 'failed', attempts: 2, reason: 'no answer within 30 ms' });
  });

  it('whose refusal never ends is given up in time', async () => {
    const endless = async (_url: unknown, init: RequestInit = {}) => {
      const body = new ReadableStream({
        start: (controller) => init.signal?.addEventListener('abort', () => controller.error(new Error('aborted'))),
      });
      return new Response(body, { status: 500 });
    };
    const sent = await deliver({ id: 'x', body: '{}' }, destination, meansWith({ fetch: endless as typeof fetch }));
    expect(sent).toMatchObject({ status: 'failed', attempts: 2 });
  });

  it('that was taken is not sent again although the answer’s body never ends', async () => {
    const endless = async () => new Response(new ReadableStream(), { status: 200 });
    const sent = await deliver({ id: 'x', body: '{}' }, destination, meansWith({ fetch: endless }));
    expect(sent).toEqual({ status: 'sent', attempts: 1 });
  });

  it('is left at once when the job is interrupted, while it is sent or while it waits', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 5);
    const { signal } = controller;
    const sending = deliver(
      { id: 'x', body: '{}' },
      destination,
      meansWith({ fetch: silent, signal, timeoutMs: 60_000 }),
    );
    expect(await sending).toMatchObject({ status: 'failed', reason: 'interrupted', attempts: 1 });
    const second = new AbortController();
    const waiting = meansWith({
      fetch: async () => new Response('', { status: 500 }),
      sleep: async () => second.abort(),
      signal: second.signal,
    });
    expect(await deliver({ id: 'x', body: '{}' }, destination, waiting)).toMatchObject({ reason: 'interrupted' });
  });
});
