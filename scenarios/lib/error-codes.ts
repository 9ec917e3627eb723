/** What k6's error codes mean, for the report's error table (k6, "Error codes"). Pure. */

const MEANINGS: Readonly<Record<number, string>> = {
  1050: 'request time-out',
  1100: 'name look-up failed',
  1101: 'no such host',
  1110: 'blocked by the fence: the address is not on the allow-list',
  1111: 'blocked by the fence: the host is not on the allow-list',
  1201: 'broken pipe',
  1210: 'connecting failed',
  1211: 'connecting timed out',
  1212: 'connection refused',
  1220: 'connection reset by the server',
};

/** The code's meaning in words, or the code itself. */
export function describeErrorCode(code: number | string | null): string {
  const number = Number(code);
  return MEANINGS[number] ?? (code === null || code === '' ? 'no code' : `error code ${code}`);
}
