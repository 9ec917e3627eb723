/**
 * The nights' entry point: runs of a night → its record, nights → trend, trend → its files and what asks for an act.
 *
 * Pure functions of records and nights; only `writeTrend` writes, each file whole or not at all.
 */
export { exitCodeOfTrend, needsRerun, newFindings, openAlerts, type RerunWish } from './alarms.ts';
export { type PinnedRelease, type TrendInput, trendModelOf } from './build-trend.ts';
export { daysBetween, localDate } from './local-date.ts';
export { writeTrendMarkdown } from './markdown.ts';
export { type ModelChange, type ModelFinding, type TrendModel, trendModelSchema } from './model.ts';
export { type NightJob, nightOfRuns, type RunOfNight } from './night-of-runs.ts';
export { historyId, type NightHistory, type ReadNights, readNights } from './read-nights.ts';
export { levelsOfRuns } from './run-levels.ts';
export { figureName } from './texts.ts';
export { acknowledgeChanges, NOTHING_TOLD, openChanges, tellChanges } from './told-changes.ts';
export { type WrittenTrend, writeTrend } from './write-trend.ts';
