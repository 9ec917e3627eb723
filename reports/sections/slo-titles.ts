/** What the SLOs are called where the plan does not name them: those of journeys that were not run. */
import { DEFAULT_SLOS, type SloId } from '../../contract/slos.ts';

/** Title by SLO id. */
export const SLO_TITLES: Readonly<Record<SloId, string>> = {
  dashboard_load: titleOf('dashboard_load'),
  copilot_first_token: titleOf('copilot_first_token'),
  product_load: titleOf('product_load'),
  checkout_e2e: titleOf('checkout_e2e'),
  health_check: titleOf('health_check'),
};

function titleOf(id: SloId): string {
  return DEFAULT_SLOS.find((slo) => slo.id === id)?.title ?? id;
}
