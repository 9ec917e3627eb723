/** When the made-up run of the sample report was, and how it went. */

/** How the made-up run went. */
export type SampleKind = 'pass' | 'fail' | 'invalid' | 'inconclusive';

/** 22 November 2026, 22:00 UTC. */
export const ORIGIN_MS = 1_795_384_800_000;
/** 20 s of ramp-up, 15 s of warm-up, 60 s measured, 5 s of drain. */
export const BUCKETS = 100;
