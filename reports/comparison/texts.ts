/** The comparison's few sentences that stand in several outputs. */

import { countText } from '../statistics/words.ts';
import type { ComparisonModel } from './model.ts';

type SideRuns = ComparisonModel['runs']['before'];

/** `before: 3 runs of 0123456 (before)`; a side without runs says so. */
export function sideText(side: 'before' | 'after', runs: SideRuns): string {
  if (runs.length === 0) return `${side}: no comparable run`;
  const builds = [...new Set(runs.map(({ build }) => shortBuild(build)))].join(', ');
  const profiles = [...new Set(runs.map(({ profile }) => profile))].join(', ');
  return `${side}: ${countText(runs.length, 'run')} of ${builds} (${profiles})`;
}

/** A revision as people name it, with its mark for uncommitted changes. */
export function shortBuild(build: string): string {
  return build.replace(/^([0-9a-f]{7})[0-9a-f]*(-dirty)?$/, '$1$2');
}

/** What the noise floor was learned from, in words. */
export function floorText({ history, rows }: ComparisonModel): string {
  const floors = rows.flatMap(({ family, evidence }) =>
    family === 'gate' && evidence.status === 'ok' ? [evidence.value.floor] : [],
  );
  const known = floors.filter(({ source }) => source !== 'default').map(({ s0 }) => 100 * s0);
  if (known.length === 0)
    return `unknown (${countText(history.length, 'past run')}; 6 of one build or level are needed), so a wide one of 5 % was assumed`;
  const [low, high] = [Math.min(...known), Math.max(...known)].map((percent) => Number(percent.toPrecision(2)));
  const range = low === high ? `±${low} %` : `±${low} to ±${high} %`;
  return `${range}, from ${countText(history.length, 'past run')}`;
}
