/** Makes the reference deployment's templates before the first run, so that no arm pays for what another finds. */
import { seedDeployment } from '../../fixtures/deployment/index.ts';
import type { Context } from '../context.ts';
import { stateFolder } from '../target/embedded-target.ts';

/** Seeds each size (orders) that has no template yet. */
export async function seedSizes(context: Context, sizes: Iterable<number>): Promise<void> {
  for (const orders of new Set(sizes)) {
    await context.terminal.step(`Seeding ${orders.toLocaleString('en')} orders`, (report) =>
      seedDeployment(stateFolder(context.root, context.env), { orders, env: context.env, onProgress: report }),
    );
  }
}
