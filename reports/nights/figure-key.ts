/** A stored figure's key as the statistics know it: a file holds any text, the statistics only figures they can make. */
import type { FigureKey, FigureName } from '../statistics/index.ts';

/** The key; a figure's name that no figure has is taken for a level, so that a file of a later version is still shown. */
export function figureKeyOf({ endpoint, metric, figure }: Record<'endpoint' | 'metric' | 'figure', string>): FigureKey {
  return { endpoint, metric, figure: isFigureName(figure) ? figure : 'level' };
}

function isFigureName(text: string): text is FigureName {
  return /^p\d+(\.\d+)?$/.test(text) || ['errors', 'throughput', 'level'].includes(text);
}
