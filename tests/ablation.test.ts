/** A short ablation on real servers: two arms, a smoke load, the table, and going on where nothing is left to do. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDeployment } from '../fixtures/deployment/index.ts';
import { type AblationModel, ablationModelSchema } from '../reports/ablation/index.ts';
import { type CommandResult, createWorkshop, runCommand } from './support/command.ts';

const workshop = createWorkshop();
let result: CommandResult;
let model: AblationModel;

/** `--quick`: nothing is judged, and medians of a few seconds mean nothing; what a request costs does. */
const short = ['--workload', 'smoke', '--quick', '--measure', '10', '--arms', 'before,after'];

beforeAll(async () => {
  result = await runCommand(workshop, ['--json', 'ablation', ...short]);
  model = ablationModelSchema.parse(JSON.parse(result.stdout));
});
afterAll(async () => {
  await runCommand(workshop, ['target', 'down']);
  workshop.dispose();
});

function ablationFolder(): string {
  const [only, ...others] = readdirSync(join(workshop.runsDir, 'ablations'));
  if (only === undefined || others.length > 0) throw new Error(`${others.length + 1} ablations`);
  return join(workshop.runsDir, 'ablations', only);
}

describe('a short ablation', () => {
  it('runs each arm once with its own systems, and keeps every record', () => {
    expect(model.arms.map(({ name, off }) => [name, off.length])).toEqual([
      ['before', 8],
      ['after', 0],
    ]);
    const ids = model.arms.flatMap(({ runIds }) => runIds);
    for (const id of ids) expect(statSync(join(workshop.runsDir, id, 'run.json')).isFile()).toBe(true);
    expect(new Set(ids).size).toBe(2);
    expect(model.order.toSorted()).toEqual(['after', 'before']);
    expect(model.notes).toEqual([]);
  });

  it('shows the effects where they should stand: connections, prompts, cache and limiter', () => {
    const marks = new Map(model.effects[0]?.effects.map(({ cell, mark }) => [cell, mark]));
    for (const cell of ['connections', 'promptTokens', 'cacheHitRate', 'limiterDecisions']) {
      expect([cell, marks.get(cell)]).toEqual([cell, 'as expected']);
    }
  });

  it('writes the table as Markdown, CSV and JSON', () => {
    const folder = ablationFolder();
    const markdown = readFileSync(join(folder, 'table.md'), 'utf8');
    expect(markdown).toContain('| arm | dashboard, p50 ms | copilot, p50 ms |');
    expect(markdown).toContain('no interval');
    expect(readFileSync(join(folder, 'table.csv'), 'utf8')).toMatch(/^before,20000,journey,dashboard,p50,ms,/m);
    expect(ablationModelSchema.parse(JSON.parse(readFileSync(join(folder, 'table.json'), 'utf8')))).toEqual(model);
  });

  it('says on standard error what it does and how long it takes, and leaves no server behind', async () => {
    expect(result.stderr).toMatch(/1 of 2: (before|after)/);
    expect(result.stderr).toContain('left · ');
    expect((await readDeployment(workshop.stateDir)).status).toBe('down');
  });

  it('has nothing left to do: going on writes the same table and runs nothing', async () => {
    const before = readFileSync(join(ablationFolder(), 'table.md'));
    const again = await runCommand(workshop, ['ablation', '--resume', 'latest']);
    expect(again.stdout).toContain('2 of them made');
    expect(readFileSync(join(ablationFolder(), 'table.md')).equals(before)).toBe(true);
    expect(readdirSync(workshop.runsDir)).toHaveLength(3);
  });
});
